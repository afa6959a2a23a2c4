package bookings

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"
)

var errTaken = errors.New("the seat is taken")

// Office keeps who sits where.
type Office struct{ pool *pgxpool.Pool }

func (o *Office) prepare(ctx context.Context) error {
	_, err := o.pool.Exec(ctx, `create unlogged table if not exists lab_frameworks_seats (
		train text, seat text, booked timestamptz not null default now(), primary key (train, seat))`)
	if err != nil {
		return err
	}
	_, err = o.pool.Exec(ctx, `insert into lab_frameworks_seats (train, seat)
		select t::text, s::text from generate_series(0, 39) t, generate_series(0, 199, 8) s on conflict do nothing`)
	return err
}

// Book takes a seat, if it is free.
func (o *Office) Book(ctx context.Context, train, seat string) error {
	conn, err := o.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	var taken bool
	if err := conn.QueryRow(ctx, "select exists (select from lab_frameworks_seats where train = $1 and seat = $2)", train, seat).Scan(&taken); err != nil {
		conn.Release()
		return err
	}
	if taken {
		return errTaken
	}
	defer conn.Release()
	_, err = conn.Exec(ctx, "select pg_sleep(0.002)")
	return err
}
