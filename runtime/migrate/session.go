package migrate

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// session is one run's connection and what it knows about the server.
type session struct {
	m    *Migrator
	conn *pgx.Conn
	// endpoint is what conn was opened with: Migrator.conn or Migrator.direct.
	endpoint *pgx.ConnConfig
	// run names this run in application_name and in the journal.
	run string
	// Where the history table is: filled by the first read.
	database, schema, user string
	table                  string
	// key is the migration lock of a session, stepKey that of a transaction. They
	// differ because a lock that a pooled session left behind must not shut out
	// the guards of transactions.
	key, stepKey int64
	// pooled says that session state cannot be relied on.
	pooled bool
	// searchPath is what each transaction sets, "" where the session has it.
	searchPath string
	// standby says that the server replays another one's changes and makes none.
	standby bool
	// checksClient says that the server can look whether the client is still there.
	checksClient bool
}

// open connects. Errors of pgx do not show the password.
func (m *Migrator) open(ctx context.Context) (*session, error) {
	s := &session{m: m, run: randomName(), endpoint: m.conn}
	var err error
	s.conn, err = s.dial(ctx, m.conn, "wait")
	if err != nil {
		return nil, err
	}
	return s, nil
}

// dial opens a connection that shows in pg_stat_activity what it is for. Poolers
// refuse a search_path when a connection starts; each transaction then sets it.
func (s *session) dial(ctx context.Context, endpoint *pgx.ConnConfig, purpose string) (*pgx.Conn, error) {
	cfg := endpoint.Copy()
	if cfg.RuntimeParams == nil {
		cfg.RuntimeParams = map[string]string{}
	}
	cfg.RuntimeParams["application_name"] = "pgen " + purpose + " " + s.run
	conn, err := pgx.ConnectConfig(ctx, cfg)
	var pg *pgconn.PgError
	if path := cfg.RuntimeParams["search_path"]; path != "" && errors.As(err, &pg) && pg.Code == "08P01" && strings.Contains(pg.Message, "search_path") {
		s.searchPath = path
		delete(cfg.RuntimeParams, "search_path")
		conn, err = pgx.ConnectConfig(ctx, cfg)
	}
	switch {
	case err == nil || !errors.As(err, &pg):
	case pg.Code == "53300":
		err = fmt.Errorf("%w\n  hint: end idle sessions or raise max_connections, then run again; a run needs one connection", err)
	case pg.Code == "57P03":
		err = fmt.Errorf("%w\n  hint: run again when the server has started", err)
	}
	return conn, err
}

func randomName() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// close ends the connection, and with it the session's lock. It does not use
// the caller's context, which may be why the run ended.
func (s *session) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = s.conn.Close(ctx)
}

// exec sends statements in one message and ignores their rows.
func (s *session) exec(ctx context.Context, sql string) error {
	_, err := s.conn.PgConn().Exec(ctx, sql).ReadAll()
	return s.translate(err)
}

// locate takes over what a read told about the server. The schema stays that of the
// first one: a revision that makes a schema may put it in front of the search_path.
func (s *session) locate(database, schema, user string, pid uint32) error {
	s.database, s.user = database, user
	if s.schema = cmp.Or(s.schema, s.m.cfg.Schema, schema); s.schema == "" {
		return errors.New("the search_path of the connection names no schema that exists\n" +
			"  hint: name the service's schema, and create it if it is missing")
	}
	s.table = identifier(s.schema, s.m.cfg.Table)
	// A pooler answers with a process id of its own making.
	s.pooled = pid != s.conn.PgConn().PID() && !s.m.cfg.SessionPooler
	s.key = lockKey("run", database, s.schema, s.m.cfg.Table)
	s.stepKey = lockKey("step", database, s.schema, s.m.cfg.Table)
	return nil
}

// lockKey derives a lock from what it protects, so that services in other
// schemas do not wait for each other.
func lockKey(parts ...string) int64 {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil)))
}

// application is the application_name of runs that hold the migration lock.
func (s *session) application() string { return fmt.Sprintf("pgen run %016x", uint64(s.key)) }

// prepare refuses a standby and finds out which settings the server knows. The
// server looks for a lost client twice a second, so that a killed run's statement
// ends by itself.
func (s *session) prepare(ctx context.Context) error {
	if s.standby {
		return &HistoryError{Kind: ErrStandby, Detail: fmt.Sprintf("%s can only be read", s.conn.PgConn().Conn().RemoteAddr()),
			Hint: "let the URL lead to the primary; target_session_attrs=read-write finds it among several hosts"}
	}
	err := s.exec(ctx, "BEGIN; SET LOCAL client_connection_check_interval = '500ms'; COMMIT")
	if s.checksClient = err == nil; s.checksClient {
		return nil
	}
	s.rollback(ctx)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "42704" || pg.Code == "22023") {
		return nil // before PostgreSQL 14, or not on this platform
	}
	return err
}

// lock waits for the migration lock by asking again and again: a session that
// blocks in pg_advisory_lock would stop the CREATE INDEX CONCURRENTLY of the
// one that it waits for. Behind a pooler there is no session to hold the lock;
// there the guards of the steps do all the work.
func (s *session) lock(ctx context.Context) error {
	if s.pooled {
		return nil
	}
	started := time.Now()
	delay := 20 * time.Millisecond
	for told := false; ; {
		var got, orphans bool
		// pg_stat_activity would join what the question does not need.
		err := s.conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1), EXISTS (SELECT FROM pg_stat_get_activity(NULL) a
			WHERE a.pid <> pg_backend_pid() AND starts_with(a.application_name, $2))`, s.key, s.application()).Scan(&got, &orphans)
		if err != nil {
			return err
		}
		if got && !orphans {
			return nil
		}
		if got {
			return s.waitForOrphans(ctx, started)
		}
		left := s.m.cfg.LockWait - time.Since(started)
		if left <= 0 {
			return s.locked(ctx)
		}
		if !told && time.Since(started) > time.Second {
			told = true
			s.reportWaiting(ctx, started, s.holders(ctx))
		}
		if err := sleep(ctx, min(left, jitter(delay))); err != nil {
			return err
		}
		delay = min(delay*3/2, time.Second)
	}
}

func (s *session) reportWaiting(ctx context.Context, started time.Time, holders []Blocker) {
	e := Event{Kind: LockWaiting, Elapsed: time.Since(started), Blockers: holders, Detail: "another run is at work"}
	if len(holders) > 0 {
		e.Detail = holders[0].String()
	}
	s.m.report(ctx, e)
}

func (s *session) locked(ctx context.Context) error {
	e := &HistoryError{Kind: ErrLocked, Detail: fmt.Sprintf("waited %s", s.m.cfg.LockWait),
		Hint: "wait for that run to end, or end its session with pg_terminate_backend"}
	for _, b := range s.holders(ctx) {
		e.Detail += "\n  held by " + b.String()
	}
	return e
}

const activityColumns = `pid, coalesce(usename, '') , coalesce(application_name, ''), coalesce(state, ''),
	coalesce(extract(epoch FROM clock_timestamp() - coalesce(xact_start, query_start, state_change)), 0)::float8, coalesce(query, '')`

// holders returns the sessions that hold the migration lock; none if the
// server does not tell.
func (s *session) holders(ctx context.Context) []Blocker {
	rows, err := s.conn.Query(ctx, `SELECT `+activityColumns+` FROM pg_stat_activity
		WHERE pid IN (SELECT l.pid FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
			AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
			AND (l.classid::bigint << 32 | l.objid::bigint) = $1)`, s.key)
	if err != nil {
		return nil
	}
	return scanBlockers(rows)
}

func scanBlockers(rows pgx.Rows) []Blocker {
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Blocker, error) {
		var b Blocker
		var seconds float64
		err := row.Scan(&b.PID, &b.User, &b.Application, &b.State, &seconds, &b.Query)
		b.Age = time.Duration(seconds * float64(time.Second))
		return b, err
	})
	if err != nil {
		return nil
	}
	return list
}

// waitForOrphans waits until no other backend runs a step. One could, without
// the lock, when an earlier run was killed and its session had lost the lock.
func (s *session) waitForOrphans(ctx context.Context, started time.Time) error {
	for {
		rows, err := s.conn.Query(ctx, `SELECT `+activityColumns+` FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND starts_with(application_name, $1)
			AND state <> 'idle'`, s.application())
		if err != nil {
			return err
		}
		orphans := scanBlockers(rows)
		if len(orphans) == 0 {
			return nil
		}
		if time.Since(started) > s.m.cfg.LockWait {
			return &HistoryError{Kind: ErrLocked, Detail: "a step of an earlier run is still at work: " + orphans[0].String(),
				Hint: "wait for it to end, or end it with pg_terminate_backend"}
		}
		s.reportWaiting(ctx, started, orphans)
		if err := sleep(ctx, 500*time.Millisecond); err != nil {
			return err
		}
	}
}
