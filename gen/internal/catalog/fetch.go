package catalog

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// snapshot holds the rows of all queries, taken in one transaction.
type snapshot struct {
	namespaces  []namespaceRow
	extensions  []extensionRow
	members     []memberRow
	types       []typeRow
	collations  []nameRow
	enums       []enumRow
	domains     []domainRow
	ranges      []rangeRow
	relations   []relationRow
	parents     []parentRow
	columns     []columnRow
	constraints []constraintRow
	opclasses   []opclassRow
	indexes     []indexRow
	routines    []routineRow
	aggregates  []aggregateRow
	triggers    []triggerRow
	policies    []policyRow
	comments    []commentRow
	unmodelled  []unmodelledRow
}

// nameRow is an object that is only looked up by its oid.
type nameRow struct {
	OID          uint32
	Schema, Name string
}

// settings pins what the texts of the server depend on: names come qualified,
// constants in one format. JIT would cost more than the queries themselves.
const settings = `select set_config('search_path', '', true), set_config('datestyle', 'ISO, MDY', true),
	set_config('intervalstyle', 'postgres', true), set_config('timezone', 'UTC', true),
	set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true),
	set_config('quote_all_identifiers', 'off', true), set_config('jit', 'off', true)`

// fetch runs all queries in one read-only transaction.
func fetch(ctx context.Context, db Querier) (*snapshot, error) {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	// The transaction wrote nothing, so it ends by a rollback on every path.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	version, err := majorVersion(tx.Conn().PgConn().ParameterStatus("server_version"))
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, settings); err != nil {
		return nil, err
	}
	s := &snapshot{}
	batch := &pgx.Batch{}
	queueDefinitions(batch, s)
	queueRelations(batch, s, version)
	queueRest(batch, s, version)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	return s, nil
}

func queueDefinitions(batch *pgx.Batch, s *snapshot) {
	queue(batch, "pg_namespace", namespaceQuery, &s.namespaces)
	queue(batch, "pg_extension", extensionQuery, &s.extensions)
	queue(batch, "pg_depend", memberQuery, &s.members)
	queue(batch, "pg_type", typeQuery, &s.types)
	queue(batch, "pg_collation", collationQuery, &s.collations)
	queue(batch, "pg_enum", enumQuery, &s.enums)
	queue(batch, "pg_type (domains)", domainQuery, &s.domains)
	queue(batch, "pg_range", rangeQuery, &s.ranges)
}

func queueRelations(batch *pgx.Batch, s *snapshot, version int) {
	queue(batch, "pg_class", relationQuery, &s.relations)
	queue(batch, "pg_inherits", parentQuery, &s.parents)
	queue(batch, "pg_attribute", columnQuery, &s.columns)
	queue(batch, "pg_constraint", constraintQuery(version), &s.constraints)
	queue(batch, "pg_opclass", opclassQuery, &s.opclasses)
	queue(batch, "pg_index", indexQuery(version), &s.indexes)
}

func queueRest(batch *pgx.Batch, s *snapshot, version int) {
	queue(batch, "pg_proc", routineQuery, &s.routines)
	queue(batch, "pg_aggregate", aggregateQuery, &s.aggregates)
	queue(batch, "pg_policy", policyQuery, &s.policies)
	queue(batch, "pg_trigger", triggerQuery(version), &s.triggers)
	queue(batch, "pg_description", commentQuery, &s.comments)
	queue(batch, "objects that are not modelled", unmodelledQuery, &s.unmodelled)
}

// queue adds a query whose rows are stored in dst, column by column in the order
// of the fields of T.
func queue[T any](batch *pgx.Batch, what, query string, dst *[]T) {
	batch.Queue(query).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		*dst = list
		return nil
	})
}

// majorVersion reads "15" from "15.18 (Debian ...)" and "19" from "19beta1".
func majorVersion(text string) (int, error) {
	digits := text
	if i := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		digits = text[:i]
	}
	version, err := strconv.Atoi(digits)
	switch {
	case err != nil:
		return 0, fmt.Errorf("the server says it has version %q, which is not PostgreSQL's form; connect to a PostgreSQL server", text)
	case version < 14:
		return 0, fmt.Errorf("the server has PostgreSQL %s; versions from 14 on can be read", text)
	}
	return version, nil
}
