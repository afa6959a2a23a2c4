import type { Pattern } from '../pattern.ts';

export const goroutineBlockedIo: Pattern = {
  id: 'goroutine-blocked-io',
  title: 'goroutines blocked on the network',
  summary:
    'Goroutines wait for a peer that neither answers nor hangs up. Without a deadline that wait has no end: each one keeps a goroutine, its buffers and a file descriptor, so descriptors may run out before memory does.',
  fixes: [
    {
      title: 'Set a deadline before each read and write',
      text: 'A deadline is a point in time, so move it forward before every operation. Choose an idle time that suits the protocol: long-lived quiet connections need a ping, or they are cut.',
      before: `func serve(conn net.Conn, idle time.Duration, handle func([]byte)) {
	defer conn.Close()
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		handle(buf[:n])
	}
}`,
      after: `func serve(conn net.Conn, idle time.Duration, handle func([]byte)) {
	defer conn.Close()
	buf := make([]byte, 4096)
	for {
		if conn.SetReadDeadline(time.Now().Add(idle)) != nil {
			return
		}
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		handle(buf[:n])
	}
}`,
      section: '2.2',
    },
    {
      title: 'Give the HTTP server timeouts',
      text: 'http.Serve and http.ListenAndServe set none: an idle client keeps its goroutine for ever. WriteTimeout also ends long downloads and event streams; for those lift it per request with http.ResponseController.',
      before: `func serve(l net.Listener, h http.Handler, idle time.Duration) error {
	return http.Serve(l, h)
}`,
      after: `func serve(l net.Listener, h http.Handler, idle time.Duration) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       idle,
	}
	return server.Serve(l)
}`,
      section: '2.2',
    },
    {
      title: 'Send requests with a context',
      text: 'http.Get uses a client without a timeout. Pass the ctx of the incoming request on, so that its end is also the end of this call, and set http.Client.Timeout as the outer bound.',
      before: `func status(ctx context.Context, url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Status, nil
}`,
      after: `var client = &http.Client{Timeout: 30 * time.Second}

func status(ctx context.Context, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Status, nil
}`,
      section: '5.2',
    },
  ],
};
