package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// createTable makes the history table. A row is a revision that is applied, or
// that is on its way up or down; steps holds the hashes of the steps done in
// that direction, running marks one that has begun outside a transaction.
func (s *session) createTable() string {
	return "CREATE TABLE IF NOT EXISTS " + s.table + ` (
    id text PRIMARY KEY,
    parents text[] NOT NULL,
    checksum text NOT NULL,
    message text NOT NULL,
    down text,
    direction text NOT NULL CHECK (direction IN ('up', 'down')),
    steps text[] NOT NULL,
    steps_total integer NOT NULL,
    running boolean NOT NULL,
    run text NOT NULL,
    applied_by text NOT NULL DEFAULT session_user,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    duration_ms bigint NOT NULL DEFAULT 0
)`
}

// Row is a revision in the history table.
type Row struct {
	ID, Checksum, Message string
	Parents               []string
	Direction             Direction
	// StepsDone of StepsTotal steps are done; Running says that the next one
	// began outside a transaction and was not seen to end.
	StepsDone, StepsTotal int
	Running               bool
	// Finished says that the revision is fully applied.
	Finished  bool
	AppliedAt time.Time
	AppliedBy string
	Duration  time.Duration
	// steps are the hashes of the steps done.
	steps []string
}

// journal is the content of the history table.
type journal struct {
	exists bool
	rows   []Row
	index  map[string]int
}

func (j journal) find(id string) *Row {
	if i, ok := j.index[id]; ok {
		return &j.rows[i]
	}
	return nil
}

// finished returns the ids that are fully applied.
func (j journal) finished() []string {
	var ids []string
	for _, r := range j.rows {
		if r.Finished {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// What the history table is asked for: what a run goes by, and what it only tells.
// No element of an array has a space, and a text is read in a fraction of the time.
const (
	runColumns = "tableoid::bigint, id, array_to_string(parents, ' '), checksum, direction, array_to_string(steps, ' '), steps_total,\n" +
		"\trunning, finished_at IS NOT NULL"
	toldColumns = `, message, (date_part('epoch', coalesce(finished_at, started_at)) * 1000000)::bigint, applied_by, duration_ms`
)

// read asks in one message where the session is and what the history table
// holds. A missing table or schema is an empty journal. The fields of [Row] that
// no run goes by stay empty.
func (s *session) read(ctx context.Context) (journal, error) { return s.readColumns(ctx, runColumns) }

// readAll is read with all fields.
func (s *session) readAll(ctx context.Context) (journal, error) {
	return s.readColumns(ctx, runColumns+toldColumns)
}

func (s *session) readColumns(ctx context.Context, columns string) (journal, error) {
	before := s.schema
	j, err := s.ask(ctx, columns)
	if errors.Is(err, ErrElsewhere) {
		// Each statement of a message sees what is there when it begins: another runner may
		// have made the table after the first one and before the second. The same question
		// again, not one for the schema that the first answer named.
		s.schema = before
		return s.ask(ctx, columns)
	}
	return j, err
}

func (s *session) ask(ctx context.Context, columns string) (journal, error) {
	table, home := identifier(s.m.cfg.Table), "current_schema()"
	if schema := cmp.Or(s.schema, s.m.cfg.Schema); schema != "" {
		table, home = identifier(schema, s.m.cfg.Table), literal(schema)
	}
	query := `SELECT current_database(), coalesce(current_schema(), ''), current_user, pg_backend_pid(), pg_is_in_recovery(),
	coalesce(to_regclass(quote_ident(` + home + `) || '.' || quote_ident(` + literal(s.m.cfg.Table) + `))::oid::bigint, 0);
SELECT ` + columns + `
FROM ` + table + ` ORDER BY coalesce(finished_at, started_at), id`
	if s.searchPath != "" {
		query = "SELECT " + setting("search_path", literal(s.searchPath)) + ";\n" + query
	}
	results := s.conn.PgConn().Exec(ctx, query)
	j, err := s.readResults(results)
	closeErr := results.Close()
	var pg *pgconn.PgError
	if errors.As(closeErr, &pg) && (pg.Code == "42P01" || pg.Code == "3F000") {
		closeErr = nil // there is no history table yet
	}
	if pg != nil && (pg.Code == "42703" || pg.Code == "42883" || pg.Code == "42809") {
		return j, &HistoryError{Kind: closeErr, Detail: table + " is no history table of this pgen",
			Hint: "name another one (Config.Table, or database.table in pgen.yaml), or rename the one that is there"}
	}
	if pg != nil && pg.Code == "42501" {
		return j, &HistoryError{Kind: closeErr, Detail: "role " + quote(s.conn.Config().User) + " may not read the history table " + table,
			Hint: "grant USAGE on its schema and SELECT on the table, or log in as its owner"}
	}
	return j, errors.Join(err, closeErr)
}

func (s *session) readResults(results *pgconn.MultiResultReader) (journal, error) {
	j := journal{index: map[string]int{}}
	var home int64
	var elsewhere []string
	where := btoi(s.searchPath != "") // the result that tells where the session is
	for n := 0; results.NextResult(); n++ {
		reader := results.ResultReader()
		for reader.NextRow() {
			if n < where {
				continue
			}
			if n == where {
				var database, schema, user string
				var pid uint32
				if err := s.scan(reader, &database, &schema, &user, &pid, &s.standby, &home); err != nil {
					return j, err
				}
				if err := s.locate(database, schema, user, pid); err != nil {
					return j, err
				}
				continue
			}
			var r Row
			var table, micros, ms int64
			var parents, direction, steps string
			targets := []any{&table, &r.ID, &parents, &r.Checksum, &direction, &steps, &r.StepsTotal, &r.Running, &r.Finished,
				&r.Message, &micros, &r.AppliedBy, &ms}
			if err := s.scan(reader, targets[:len(reader.FieldDescriptions())]...); err != nil {
				return j, err
			}
			if table != home { // a table of that name further down the search_path
				elsewhere = append(elsewhere, r.ID)
				continue
			}
			r.Parents, r.steps = strings.Fields(parents), strings.Fields(steps)
			r.Direction, r.StepsDone = Direction(direction), len(r.steps)
			r.AppliedAt, r.Duration = time.UnixMicro(micros).UTC(), time.Duration(ms)*time.Millisecond
			j.index[r.ID] = len(j.rows)
			j.rows = append(j.rows, r)
		}
	}
	if j.exists = home != 0; j.exists || len(elsewhere) == 0 {
		return j, nil
	}
	return j, s.checkElsewhere(elsewhere)
}

// checkElsewhere refuses to begin a history where one of the same revisions lies
// further down the search_path: everything would be applied again. It comes to that
// when a schema was made that stands in front.
func (s *session) checkElsewhere(ids []string) error {
	h, err := s.m.load()
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return h.byID[id] == nil })
	if len(ids) == 0 {
		return nil
	}
	return &HistoryError{Kind: ErrElsewhere, Revisions: ids,
		Detail: fmt.Sprintf("%s is in %s further down the search_path, and schema %s in front of it has none", ids[0], quote(s.m.cfg.Table), quote(s.schema)),
		Hint:   "name the schema of the history table: Config.Schema, or database.schema in pgen.yaml"}
}

// scan reads the current row of a simple-protocol result.
func (s *session) scan(reader *pgconn.ResultReader, targets ...any) error {
	fields := reader.FieldDescriptions()
	for i, value := range reader.Values() {
		if err := s.conn.TypeMap().Scan(fields[i].DataTypeOID, fields[i].Format, value, targets[i]); err != nil {
			return fmt.Errorf("column %s of the history table: %w", fields[i].Name, err)
		}
	}
	return nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
