package gen

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// createRoles makes the roles that files name and a throw-away server lacks. They
// cannot log in and stay there: roles belong to the whole server, and others may be
// using them by now.
func createRoles(ctx context.Context, conn *pgx.Conn, names []string) error {
	if len(names) == 0 {
		return nil
	}
	rows, err := conn.Query(ctx, "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = ANY ($1)", names)
	if err != nil {
		return err
	}
	there, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		if slices.Contains(there, name) {
			continue
		}
		_, err := conn.Exec(ctx, "CREATE ROLE "+pgx.Identifier{name}.Sanitize()+" NOLOGIN")
		var pg *pgconn.PgError
		// Another run may have made it in the meantime.
		if errors.As(err, &pg) && (pg.Code == "42710" || pg.Code == "23505") {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// missingRole returns the role of which a server says that it does not exist.
func missingRole(err error) (string, bool) {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "42704" {
		return "", false
	}
	name, ok := strings.CutPrefix(pg.Message, `role "`)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, `" does not exist`)
}
