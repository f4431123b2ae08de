package migrate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// monitor looks from a second connection at what the run waits for and how far
// an index is. It connects when a step takes long, not before.
type monitor struct {
	s    *session
	conn *pgx.Conn
}

// watch looks at the run every now and then after a delay, until the returned
// function is called, which gives the blockers seen last.
func (mon *monitor) watch(ctx context.Context, w work, delay time.Duration) (stop func() []Blocker) {
	if delay <= 0 || delay > time.Second {
		delay = time.Second
	}
	ctx, cancel := context.WithCancel(ctx)
	found := make(chan []Blocker, 1)
	// Most steps are done before the timer fires, and then it costs next to nothing.
	timer := time.AfterFunc(delay, func() { found <- mon.follow(ctx, w, delay) })
	return func() []Blocker {
		cancel()
		if timer.Stop() {
			return nil
		}
		return <-found
	}
}

// follow looks at the run until the context ends and returns the blockers seen
// last.
func (mon *monitor) follow(ctx context.Context, w work, delay time.Duration) (last []Blocker) {
	started := time.Now().Add(-delay)
	told := false
	for at := (Event{}); ctx.Err() == nil; _ = sleep(ctx, delay) {
		if !mon.connect(ctx) {
			continue
		}
		if now := mon.progress(ctx, w); now.Phase != "" && (now.Phase != at.Phase || now.Done != at.Done) {
			at = now
			now.Elapsed = time.Since(started)
			mon.s.m.report(ctx, now)
		}
		blockers := mon.blockers(ctx)
		if len(blockers) == 0 {
			continue
		}
		last = blockers
		if !told {
			told = true
			e := w.event(StepWaiting)
			e.Elapsed, e.Blockers = time.Since(started), blockers
			mon.s.m.report(ctx, e)
		}
	}
	return last
}

// connect reports whether there is a connection to ask on. Failing to get one
// is not a failure of the step.
func (mon *monitor) connect(ctx context.Context) bool {
	if mon.conn != nil && !mon.conn.IsClosed() {
		return true
	}
	conn, err := mon.s.dial(ctx, mon.s.endpoint, "monitor")
	if err != nil {
		return false
	}
	mon.conn = conn
	return true
}

// blockers asks who blocks the run. The run's backend is found by its
// application_name, which holds behind a pooler too.
func (mon *monitor) blockers(ctx context.Context) []Blocker {
	rows, err := mon.conn.Query(ctx, `SELECT `+activityColumns+` FROM pg_stat_activity WHERE pid IN (
		SELECT unnest(pg_blocking_pids(a.pid)) FROM pg_stat_activity a WHERE a.application_name = $1)
		ORDER BY coalesce(xact_start, query_start)`, mon.application())
	if err != nil {
		return nil
	}
	return scanBlockers(rows)
}

func (mon *monitor) application() string { return mon.s.application() + " " + mon.s.run }

// progress asks how far the run is with building an index. Without a phase it
// is not building one.
func (mon *monitor) progress(ctx context.Context, w work) Event {
	e := w.event(StepProgress)
	err := mon.conn.QueryRow(ctx, `SELECT p.phase, coalesce(p.index_relid::regclass::text, ''),
			CASE WHEN p.phase LIKE 'waiting%' THEN p.lockers_done WHEN p.tuples_total > 0 THEN p.tuples_done ELSE p.blocks_done END,
			CASE WHEN p.phase LIKE 'waiting%' THEN p.lockers_total WHEN p.tuples_total > 0 THEN p.tuples_total ELSE p.blocks_total END
		FROM pg_stat_progress_create_index p JOIN pg_stat_activity a USING (pid) WHERE a.application_name = $1`, mon.application()).
		Scan(&e.Phase, &e.Detail, &e.Done, &e.Total)
	if err != nil {
		return Event{}
	}
	return e
}

func (mon *monitor) close() {
	if mon.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = mon.conn.Close(ctx)
}
