import type { Pattern } from '../pattern.ts';

export const resourceNotClosed: Pattern = {
  id: 'resource-not-closed',
  title: 'resources never closed',
  summary:
    'Response bodies, rows, connections or clients are opened and not closed. Behind each stand goroutines and buffers of a library, which the collector cannot free because the library still uses them. Descriptors or a connection pool may run out first.',
  fixes: [
    {
      title: 'Close the response body',
      text: 'Defer the Close right after the error check, whatever the status. Read the rest of the body as well if the connection is to be used again; cap that read where the peer is not trusted.',
      before: `func ping(client *http.Client, url string) (int, error) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil // two goroutines and a connection stay
}`,
      after: `func ping(client *http.Client, url string) (int, error) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}`,
      section: '5.1',
    },
    {
      title: 'Close rows, statements and transactions',
      text: 'Rows hold their connection until they are closed or read to the end. Close each Stmt too, and end each Tx: defer tx.Rollback() does nothing after Commit. SetMaxOpenConns turns the leak into a wait that is seen early.',
      before: `func firstName(ctx context.Context, db *sql.DB) (name string, err error) {
	rows, err := db.QueryContext(ctx, "select name from users")
	if err != nil {
		return "", err
	}
	if rows.Next() {
		err = rows.Scan(&name)
	}
	return name, err // rows keeps its connection
}`,
      after: `func firstName(ctx context.Context, db *sql.DB) (name string, err error) {
	rows, err := db.QueryContext(ctx, "select name from users")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&name)
	}
	return name, errors.Join(err, rows.Err())
}`,
      section: '5.1',
    },
    {
      title: 'Share one client instead of one per call',
      text: 'Each http.Transport has a pool of its own; one made per call leaves its idle connection and two goroutines behind, and a bare Transport has no IdleConnTimeout. Database handles, gRPC connections and Redis clients are shared in the same way.',
      before: `func get(url string) ([]byte, error) {
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}`,
      after: `var client = &http.Client{Timeout: 30 * time.Second}

func get(url string) ([]byte, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}`,
      section: '5.1',
    },
  ],
};
