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
	rules       []ruleRow

	statistics    []statisticsRow
	eventTriggers []eventTriggerRow
	publications  []publicationRow
	published     []publishedRow
	subscriptions []subscriptionRow
	ties          []tieRow
	labels        []labelRow
	wrappers      []wrapperRow
	servers       []serverRow
	mappings      []mappingRow
	foreign       []foreignRow

	functions      []functionRow
	ownCollations  []ownCollationRow
	operators      []operatorRow
	families       []familyRow
	classes        []classRow
	familyMembers  []familyMemberRow
	casts          []castRow
	parsers        []textSearchRow
	templates      []textSearchRow
	dictionaries   []textSearchRow
	configurations []configurationRow
	mappedTokens   []mappedTokenRow
	languages      []languageRow
	transforms     []transformRow
	accessMethods  []accessMethodRow
	conversions    []conversionRow
	baseTypes      []baseTypeRow

	comments   []commentRow
	unmodelled []unmodelledRow
	roles      []roleRow
	privileges []privilegeRow
	defaults   []defaultPrivilegesRow
	// version is the major version of the server.
	version int
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
	readable := false
	if err := tx.QueryRow(ctx, readableQuery).Scan(&readable); err != nil {
		return nil, err
	}
	s := &snapshot{version: version}
	batch := &pgx.Batch{}
	queueDefinitions(batch, s)
	queueRelations(batch, s, version)
	queueRest(batch, s, version)
	queue(batch, "pg_depend (extensions)", tieQuery, &s.ties)
	queue(batch, "pg_seclabel", labelQuery, &s.labels)
	queue(batch, "pg_subscription", subscriptionQuery(version, readable), &s.subscriptions)
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
	queue(batch, "pg_rewrite", ruleQuery, &s.rules)
	queueOthers(batch, s, version)
	queueOperators(batch, s, version)
	queue(batch, "pg_trigger", triggerQuery(version), &s.triggers)
	queue(batch, "pg_description", commentQuery, &s.comments)
	queue(batch, "pg_roles", roleQuery, &s.roles)
	queue(batch, "owners and privileges", privilegeQuery, &s.privileges)
	queue(batch, "pg_default_acl", defaultPrivilegesQuery, &s.defaults)
	queue(batch, "objects that are not modelled", unmodelledQuery, &s.unmodelled)
}

func queueOperators(batch *pgx.Batch, s *snapshot, version int) {
	queue(batch, "pg_proc (referred to)", functionQuery, &s.functions)
	queue(batch, "pg_collation (own)", ownCollationQuery(version), &s.ownCollations)
	queue(batch, "pg_operator", operatorQuery, &s.operators)
	queue(batch, "pg_opfamily", familyQuery, &s.families)
	queue(batch, "pg_opclass (own)", classQuery, &s.classes)
	queue(batch, "pg_amop and pg_amproc", familyMemberQuery, &s.familyMembers)
	queue(batch, "pg_cast", castQuery, &s.casts)
	queue(batch, "pg_ts_parser", parserQuery, &s.parsers)
	queue(batch, "pg_ts_template", templateQuery, &s.templates)
	queue(batch, "pg_ts_dict", dictionaryQuery, &s.dictionaries)
	queue(batch, "pg_ts_config", configurationQuery, &s.configurations)
	queue(batch, "pg_ts_config_map", mappedTokenQuery, &s.mappedTokens)
	queue(batch, "pg_language", languageQuery, &s.languages)
	queue(batch, "pg_transform", transformQuery, &s.transforms)
	queue(batch, "pg_am", accessMethodQuery, &s.accessMethods)
	queue(batch, "pg_conversion", conversionQuery, &s.conversions)
	queue(batch, "pg_type (base types)", baseTypeQuery, &s.baseTypes)
}

func queueOthers(batch *pgx.Batch, s *snapshot, version int) {
	queue(batch, "pg_statistic_ext", statisticsQuery, &s.statistics)
	queue(batch, "pg_event_trigger", eventTriggerQuery, &s.eventTriggers)
	queue(batch, "pg_publication", publicationQuery(version), &s.publications)
	queue(batch, "pg_publication_rel", publishedQuery(version), &s.published)
	queue(batch, "pg_foreign_data_wrapper", wrapperQuery, &s.wrappers)
	queue(batch, "pg_foreign_server", serverQuery, &s.servers)
	queue(batch, "pg_user_mappings", mappingQuery, &s.mappings)
	queue(batch, "pg_foreign_table", foreignQuery, &s.foreign)
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
