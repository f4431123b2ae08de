package migrate

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// goDirect moves a session that goes through a pooler to the direct endpoint, if
// there is one. Both must lead to the same database: a run that works somewhere
// else than where it was asked to would take all revisions for pending.
func (s *session) goDirect(ctx context.Context) error {
	if !s.pooled || s.m.direct == nil {
		return nil
	}
	conn, err := s.dial(ctx, s.m.direct, "wait")
	if err != nil {
		return fmt.Errorf("the direct endpoint, which does what a pooler cannot: %w", err)
	}
	old := s.conn
	s.conn, s.endpoint = conn, s.m.direct
	defer func() { _ = old.Close(context.WithoutCancel(ctx)) }()
	pooled, err := identify(ctx, old)
	if err != nil {
		return err
	}
	direct, err := identify(ctx, conn)
	if err != nil {
		return err
	}
	if direct != pooled {
		return fmt.Errorf("the direct endpoint leads to another database (%s on %s) than the pooler\n"+
			"  hint: let both addresses lead to one database of one server", s.m.direct.Database, s.m.direct.Host)
	}
	if _, err = s.read(ctx); err == nil && s.pooled {
		err = &HistoryError{Kind: ErrPooled, Detail: "so does the direct endpoint (" + s.m.direct.Host + ")",
			Hint: "let Config.Direct, or database.direct_url in pgen.yaml, lead to the server itself"}
	}
	return err
}

// identify names a database in a way that no other database shares.
func identify(ctx context.Context, conn *pgx.Conn) (string, error) {
	var name string
	err := conn.QueryRow(ctx, `SELECT concat(oid, ' ', datname, ' ', extract(epoch FROM pg_postmaster_start_time()))
		FROM pg_database WHERE datname = current_database()`).Scan(&name)
	return name, err
}
