import type { KnownLibrary } from './known-library.ts';

/** What `database/sql` keeps for its callers, and what its drivers show of it. */
export const sqlUses: readonly KnownLibrary[] = [
  {
    name: 'sql.DB',
    importPath: 'database/sql',
    kind: 'goroutine',
    functions: [
      'database/sql.(*DB).connectionOpener',
      'database/sql.(*DB).connectionCleaner',
      'database/sql.OpenDB',
      'database/sql.Open',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Call sql.Open once for the life of the process: a DB is a pool, safe for concurrent use, whose goroutine and idle connections stay until its Close().',
    before: `func balance(dsn string, account int) (cents int, err error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return 0, err
	}
	err = db.QueryRow("select cents from accounts where id = $1", account).Scan(&cents)
	return cents, err
}`,
    after: `func balance(db *sql.DB, account int) (cents int, err error) { // opened in main
	err = db.QueryRow("select cents from accounts where id = $1", account).Scan(&cents)
	return cents, err
}`,
  },
  {
    name: 'sql.Rows',
    importPath: 'database/sql',
    kind: 'goroutine',
    functions: ['database/sql.(*Rows).awaitDone', 'database/sql.(*Rows).initContextClose'],
    pattern: 'resource-not-closed',
    advice:
      'Defer rows.Close() right after the error check, or use QueryRow for a single row: rows keep their connection until they are closed or read to the end.',
    before: `func newest(ctx context.Context, db *sql.DB) (at time.Time, err error) {
	rows, err := db.QueryContext(ctx, "select at from events order by at desc")
	if err != nil {
		return at, err
	}
	if rows.Next() {
		err = rows.Scan(&at)
	}
	return at, err
}`,
    after: `func newest(ctx context.Context, db *sql.DB) (at time.Time, err error) {
	const query = "select at from events order by at desc limit 1"
	err = db.QueryRowContext(ctx, query).Scan(&at)
	return at, err
}`,
  },
  {
    name: 'sql.Tx',
    importPath: 'database/sql',
    kind: 'goroutine',
    functions: ['database/sql.(*Tx).awaitDone', 'database/sql.(*DB).beginDC', 'database/sql.(*DB).BeginTx'],
    pattern: 'resource-not-closed',
    advice:
      'Defer tx.Rollback() right after BeginTx (after a Commit it does nothing): a return in between leaves the transaction, its locks and its connection open.',
    before: `func pay(ctx context.Context, db *sql.DB, enough bool) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if !enough {
		return errors.New("overdrawn")
	}
	return tx.Commit()
}`,
    after: `func pay(ctx context.Context, db *sql.DB, enough bool) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if !enough {
		return errors.New("overdrawn")
	}
	return tx.Commit()
}`,
  },
  {
    name: 'sql.Stmt',
    importPath: 'database/sql',
    kind: 'heap',
    functions: [
      'database/sql.(*DB).addDepLocked',
      'database/sql.(*DB).addDep',
      'database/sql.(*DB).prepareDC',
      'database/sql.(*DB).PrepareContext',
      'database/sql.(*DB).Prepare',
      'database/sql.(*Conn).PrepareContext',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the statement, or prepare it once: the pool and the server both keep every prepared statement, and its text, until then.',
    before: `func sum(ctx context.Context, db *sql.DB, query string) (total int64, err error) {
	stmt, err := db.PrepareContext(ctx, query)
	if err != nil {
		return 0, err
	}
	err = stmt.QueryRowContext(ctx).Scan(&total)
	return total, err
}`,
    after: `func sum(ctx context.Context, db *sql.DB, query string) (total int64, err error) {
	stmt, err := db.PrepareContext(ctx, query)
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	err = stmt.QueryRowContext(ctx).Scan(&total)
	return total, err
}`,
  },
  {
    name: 'connection of a database/sql pool',
    importPath: 'database/sql',
    kind: 'goroutine',
    functions: [
      'github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher',
      'github.com/lib/pq.(*conn).watchCancel',
      'database/sql.(*DB).conn',
      'database/sql.(*DB).openNewConnection',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Give connections back: close Rows, end each Tx, Close() each sql.Conn, and open one DB for the process; SetMaxOpenConns turns a leak into a wait that is seen early.',
    before: `func lock(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "select pg_advisory_lock(1)")
	return err
}`,
    after: `func lock(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, "select pg_advisory_lock(1)")
	return err
}`,
  },
];
