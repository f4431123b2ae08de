package migrate

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// state is what the catalog says about the goal of a statement.
type state uint8

const (
	missing    state = iota // run the statement
	reached                 // nothing is left to do
	inProgress              // another session is at it: wait
)

// judge compares the catalog with the goal of a statement. The leftovers are
// statements that remove what a broken try left.
func (s *session) judge(ctx context.Context, g goal) (state, []string, error) {
	switch g.kind {
	case indexBuilt:
		return s.judgeIndex(ctx, g)
	case indexGone:
		return s.judgeOne(ctx, `SELECT to_regclass($1) IS NULL`, g.name.String())
	case indexRebuilt:
		leftovers, err := s.reindexLeftovers(ctx, g)
		return missing, leftovers, err
	case valueAdded:
		return s.judgeOne(ctx, `SELECT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype($1) AND enumlabel = $2)`,
			g.table.String(), g.value)
	case constraintValid:
		return s.judgeOne(ctx, `SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass($1) AND conname = $2 AND convalidated)`,
			g.table.String(), g.name.object)
	case partitionDetached:
		return s.judgeDetached(ctx, g)
	}
	return missing, nil, nil
}

func (s *session) judgeOne(ctx context.Context, query string, args ...any) (state, []string, error) {
	var done bool
	if err := s.conn.QueryRow(ctx, query, args...).Scan(&done); err != nil {
		return missing, nil, err
	}
	if done {
		return reached, nil, nil
	}
	return missing, nil, nil
}

// judgeIndex finds the index in the schema of its table, where CREATE INDEX
// puts it. An invalid one is a leftover unless it is being built right now.
func (s *session) judgeIndex(ctx context.Context, g goal) (state, []string, error) {
	rows, err := s.conn.Query(ctx, `SELECT n.nspname, i.indisvalid AND i.indisready,
			EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
		FROM pg_class t
		JOIN pg_class c ON c.relnamespace = t.relnamespace AND c.relname = $2
		JOIN pg_index i ON i.indexrelid = c.oid AND i.indrelid = t.oid
		JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE t.oid = to_regclass($1)`, g.table.String(), g.name.object)
	if err != nil {
		return missing, nil, err
	}
	result := missing
	var leftovers []string
	var schema string
	var valid, building bool
	_, err = pgx.ForEachRow(rows, []any{&schema, &valid, &building}, func() error {
		switch {
		case valid:
			result = reached
		case building:
			result = inProgress
		default:
			leftovers = append(leftovers, "DROP INDEX CONCURRENTLY IF EXISTS "+identifier(schema, g.name.object))
		}
		return nil
	})
	return result, leftovers, err
}

// reindexLeftovers are the invalid indexes that a broken REINDEX CONCURRENTLY
// left beside the ones it was to replace.
func (s *session) reindexLeftovers(ctx context.Context, g goal) ([]string, error) {
	rows, err := s.conn.Query(ctx, `SELECT n.nspname, c.relname
		FROM pg_index i
		JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE NOT i.indisvalid AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.relid = i.indrelid)
		AND i.indrelid IN (to_regclass($1)::oid, (SELECT indrelid FROM pg_index WHERE indexrelid = to_regclass($2)))`,
		g.table.orNothing(), g.name.orNothing())
	if err != nil {
		return nil, err
	}
	var leftovers []string
	var schema, index string
	_, err = pgx.ForEachRow(rows, []any{&schema, &index}, func() error {
		if isLeftoverName(index) {
			leftovers = append(leftovers, "DROP INDEX CONCURRENTLY IF EXISTS "+identifier(schema, index))
		}
		return nil
	})
	return leftovers, err
}

// orNothing is String, but nil for no name, which to_regclass takes for nothing.
func (n name) orNothing() *string {
	if n.object == "" {
		return nil
	}
	text := n.String()
	return &text
}

// judgeDetached finishes a DETACH PARTITION CONCURRENTLY that stopped between
// its two transactions.
func (s *session) judgeDetached(ctx context.Context, g goal) (state, []string, error) {
	var pending *bool
	err := s.conn.QueryRow(ctx, `SELECT (SELECT (to_jsonb(h) ->> 'inhdetachpending')::boolean
		FROM pg_inherits h WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2))`,
		g.table.String(), g.name.String()).Scan(&pending)
	switch {
	case err != nil:
		return missing, nil, err
	case pending == nil:
		return reached, nil, nil
	case *pending:
		return reached, []string{"ALTER TABLE " + g.table.String() + " DETACH PARTITION " + g.name.String() + " FINALIZE"}, nil
	}
	return missing, nil, nil
}
