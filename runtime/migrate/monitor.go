package migrate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// monitor looks from a second connection at what the run waits for. It connects
// when a step takes long, not before.
type monitor struct {
	s    *session
	conn *pgx.Conn
}

// watch samples the blockers of the run after a delay, until the returned
// function is called, which gives those seen last.
func (mon *monitor) watch(ctx context.Context, w work, delay time.Duration) (stop func() []Blocker) {
	if delay <= 0 || delay > time.Second {
		delay = time.Second
	}
	ctx, cancel := context.WithCancel(ctx)
	found := make(chan []Blocker, 1)
	go func() {
		var last []Blocker
		defer func() { found <- last }()
		started := time.Now()
		for told := false; sleep(ctx, delay) == nil; {
			blockers := mon.sample(ctx)
			if len(blockers) == 0 {
				continue
			}
			last = blockers
			if !told {
				told = true
				mon.s.m.report(ctx, Event{Kind: StepWaiting, Direction: w.direction, Revision: w.rev.ID, Step: w.index + 1,
					Steps: len(w.steps), Elapsed: time.Since(started), Blockers: blockers})
			}
		}
	}()
	return func() []Blocker {
		cancel()
		return <-found
	}
}

// sample asks who blocks the run. The run's backend is found by its
// application_name, which holds behind a pooler too. Failing to ask is not a
// failure of the step, so it gives nothing.
func (mon *monitor) sample(ctx context.Context) []Blocker {
	if mon.conn == nil || mon.conn.IsClosed() {
		cfg := mon.s.m.conn.Copy()
		cfg.RuntimeParams["application_name"] = "pgen monitor " + mon.s.run
		conn, err := pgx.ConnectConfig(ctx, cfg)
		if err != nil {
			return nil
		}
		mon.conn = conn
	}
	rows, err := mon.conn.Query(ctx, `SELECT `+activityColumns+` FROM pg_stat_activity WHERE pid IN (
		SELECT unnest(pg_blocking_pids(a.pid)) FROM pg_stat_activity a WHERE a.application_name = $1)
		ORDER BY coalesce(xact_start, query_start)`, mon.s.application()+" "+mon.s.run)
	if err != nil {
		return nil
	}
	return scanBlockers(rows)
}

func (mon *monitor) close() {
	if mon.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = mon.conn.Close(ctx)
}
