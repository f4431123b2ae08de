package ddl

import (
	"errors"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// ability is what a built-in access method of indexes can do.
type ability struct{ unique, include, several, ordered, clusters bool }

var abilities = map[string]ability{
	"btree": {unique: true, include: true, several: true, ordered: true, clusters: true}, "hash": {},
	"gist": {include: true, several: true, clusters: true}, "gin": {several: true}, "spgist": {include: true}, "brin": {several: true},
}

// judgeMethod refuses what the access method of a new index cannot do.
func (s *stmt) judgeMethod(method string, unique bool, keys, included int) error {
	if err := s.knownMethod(method); err != nil {
		return err
	}
	can, builtin := abilities[method]
	what := ""
	switch {
	case !builtin:
		return nil
	case unique && !can.unique:
		what = "unique indexes"
	case included > 0 && !can.include:
		what = "included columns"
	case keys > 1 && !can.several:
		what = "multicolumn indexes"
	default:
		return nil
	}
	return s.nameFault(method, notSupported, "access method %q does not support %s", method, what)
}

// judgeElement refuses a key of an index whose type the method, or the operator class
// that is named, does not take. t is zero if the type is not known.
func (s *stmt) judgeElement(method string, n *pg.IndexElem, t schema.Type) error {
	can, builtin := abilities[method]
	if !builtin {
		return nil
	}
	if err := s.elementFault(method, can, n, t); err != nil && !s.moreClasses(method) {
		return err
	}
	return nil
}

// elementFault is judgeElement without regard to extensions.
func (s *stmt) elementFault(method string, can ability, n *pg.IndexElem, t schema.Type) error {
	if err := s.classFault(method, n, t); err != nil {
		return err
	}
	if !can.ordered && n.Ordering != pg.SortByDir_SORTBY_DEFAULT {
		return s.fault(0, notSupported, "access method %q does not support ASC/DESC options", method)
	}
	if !can.ordered && n.NullsOrdering != pg.SortByNulls_SORTBY_NULLS_DEFAULT {
		return s.fault(0, notSupported, "access method %q does not support NULLS FIRST/LAST options", method)
	}
	return nil
}

// classFault refuses a type without an operator class, and a class that does not fit.
func (s *stmt) classFault(method string, n *pg.IndexElem, t schema.Type) error {
	schemaName, name := qualified(n.Opclass)
	t.Modifier = ""
	if name == "" {
		if !t.IsZero() && !canon.DefaultOperatorClass(s.db, method, t) && s.ownDefaultClass(method, t) == "" {
			return hinted(s.nameFault(n.Name, undefinedObject, "data type %s has no default operator class for access method %q", schema.FormatTypes(t), method),
				"name an operator class for the index, or take another access method")
		}
		return nil
	}
	if _, ok := s.named(schema.KindOperatorClass, n.Opclass, method); ok || schemaName != "" && schemaName != "pg_catalog" ||
		extensionClasses[name].extension != "" || btreeGistClasses[name] {
		return nil
	}
	switch exists, takes := canon.OperatorClass(s.db, method, name, t); {
	case !exists:
		return s.nameFault(name, undefinedObject, "operator class %q does not exist for access method %q", name, method)
	case !takes:
		return s.nameFault(name, datatypeMismatch, "operator class %q does not accept data type %s", name, schema.FormatTypes(t))
	}
	return s.judgeClassOptions(name, n.Opclassopts)
}

// judgeClassOptions gives 22023 for parameters that a built-in operator class does not take.
func (s *stmt) judgeClassOptions(name string, options []*pg.Node) error {
	var rules map[string]optionRule
	switch {
	case len(options) == 0:
		return nil
	case name == "tsvector_ops":
		rules = map[string]optionRule{"siglen": {least: 1, most: 2024}}
	case strings.HasSuffix(name, "_bloom_ops"):
		rules = map[string]optionRule{"n_distinct_per_range": {least: -1, most: anyInt}, "false_positive_rate": {least: 0.0001, most: 0.25}}
	case strings.HasSuffix(name, "_minmax_multi_ops"):
		rules = map[string]optionRule{"values_per_range": {least: 8, most: 256}}
	default:
		return s.nameFault(name, invalidParameter, "operator class %s has no options", name)
	}
	return s.judgeOptions(rules, options)
}

// moreClasses reports whether an extension is installed that may bring operator
// classes for built-in types.
func (s *stmt) moreClasses(method string) bool {
	for x := range schema.AllOf[schema.Extension](s.db) {
		switch name := x.ID.Name; name {
		case "plpgsql", "citext", "hstore", "ltree", "cube", "seg", "pgcrypto", "uuid-ossp", "unaccent", "tablefunc", "fuzzystrmatch":
		case "btree_gin", "btree_gist":
			if name == "btree_"+method {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// systemColumns are the columns that every table has.
var systemColumns = wordSet("ctid xmin xmax cmin cmax tableoid")

// judgeKeyColumn gives 42703 for a column that an index cannot find, and 0A000 for one
// of the system.
func (s *stmt) judgeKeyColumn(rel schema.ID, name string) error {
	switch {
	case s.hasColumn(rel, name):
		return nil
	case systemColumns[name]:
		return nil // see systemKey
	}
	return s.nameFault(name, undefinedColumn, "column %q does not exist", name)
}

// systemTypes are the types of the system columns.
var systemTypes = map[string]string{"ctid": "tid", "xmin": "xid", "xmax": "xid", "cmin": "cid", "cmax": "cid", "tableoid": "oid"}

// systemKey gives 0A000 for a key on a system column, 42704 if its type has not even an
// operator class.
func (s *stmt) systemKey(rel schema.ID, method string, n *pg.IndexElem) error {
	if !systemColumns[n.Name] || s.hasColumn(rel, n.Name) {
		return nil
	}
	if err := s.judgeElement(method, n, schema.Type{Schema: "pg_catalog", Name: systemTypes[n.Name]}); err != nil {
		return err
	}
	return s.nameFault(n.Name, notSupported, "index creation on system columns is not supported")
}

// judgePartitioned gives 0A000 for a unique index of a partitioned table that leaves
// out a column of the partition key.
func (s *stmt) judgePartitioned(rel schema.ID, columns []string, at int32) error {
	t, ok := schema.Get[schema.Table](s.db, rel)
	if !ok || t.PartitionBy.IsZero() {
		return nil
	}
	if s.foreignBelow(rel) {
		return s.fault(at, wrongObjectType, "cannot create unique index on partitioned table %q, which has foreign tables as partitions", rel.Name)
	}
	if strings.Contains(t.PartitionBy.Key, " ((") || strings.Contains(t.PartitionBy.Key, ", (") {
		return s.fault(at, notSupported, "unique constraint on partitioned table %q cannot be used when partition keys include expressions", rel.Name)
	}
	have := map[string]bool{}
	for _, c := range columns {
		have[c] = true
	}
	for _, use := range t.PartitionBy.Uses {
		if use.Kind == schema.KindColumn && use.Parent() == rel && !have[use.Name] {
			return s.fault(at, notSupported, "unique constraint on partitioned table must include all partitioning columns: column %q of the partition key is missing", use.Name)
		}
	}
	return nil
}

// judgeIndex refuses what cannot be made before the keys of a new index are read, in
// the order of the server.
func (s *stmt) judgeIndex(rel schema.ID, n *pg.IndexStmt) error {
	late, err := s.judgeIndexExpressions(rel, n)
	if err != nil {
		return err
	}
	if rel.Kind != schema.KindTable && rel.Kind != schema.KindMaterializedView || s.isForeign(rel) {
		return s.fault(n.Relation.Location, wrongObjectType, "cannot create index on relation %q", rel.Name)
	}
	if n.Concurrent && s.isPartitioned(rel) {
		return s.fault(n.Relation.Location, notSupported, "cannot create index on partitioned table %q concurrently", rel.Name)
	}
	if err := s.judgeMethod(firstOf(n.AccessMethod, "btree"), n.Unique, len(n.IndexParams), len(n.IndexIncludingParams)); err != nil {
		return err
	}
	if err := s.judgeSpace(n.TableSpace, s.isPartitioned(rel)); err != nil {
		return err
	}
	if err := s.judgeOptions(indexOptions[firstOf(n.AccessMethod, "btree")], n.Options); err != nil {
		return err
	}
	return late
}

// judgeIndexExpressions reads the condition and the expressions of an index, which
// the server does before it looks at the table.
func (s *stmt) judgeIndexExpressions(rel schema.ID, n *pg.IndexStmt) (late, err error) {
	put := func(err error) error {
		switch {
		case err == nil || !mutableFault(err):
			return err
		case late == nil:
			late = err
		}
		return nil
	}
	if n.WhereClause != nil {
		if _, err := s.expr(n.WhereClause, "", scope{relation: rel, clause: canon.InIndexWhere}); put(err) != nil {
			return nil, err
		}
	}
	for _, p := range n.IndexParams {
		elem := p.GetIndexElem()
		if _, bare := s.bareColumn(rel, elem.GetExpr()); elem.GetExpr() == nil || bare {
			continue
		}
		t, err := canon.ExprType(elem.Expr, s.canonScope(scope{relation: rel, clause: canon.InIndex}))
		if err = s.placed(err); err != nil {
			if put(err) != nil {
				return nil, err
			}
			continue
		}
		if err := s.judgeElement(firstOf(n.AccessMethod, "btree"), elem, t); err != nil && late == nil {
			late = err
		}
		if t.Builtin() && t.Name == "record" && late == nil {
			late = s.fault(0, invalidTable, "column %q has pseudo-type record", elementName(elem))
		}
	}
	return late, nil
}

// mutableFault reports whether an expression has a function that is not immutable and is
// good otherwise.
func mutableFault(err error) bool {
	var d source.Diagnostic
	return errors.As(err, &d) && d.SQLState == invalidObject
}

// elementColumns returns the columns among the keys of an index.
func elementColumns(elements []schema.IndexElement) []string {
	var out []string
	for _, e := range elements {
		if e.Column != "" {
			out = append(out, e.Column)
		}
	}
	return out
}

// judgeKey refuses a primary key or unique constraint over a type that has no order,
// or without the partition key.
func (s *stmt) judgeKey(rel schema.ID, c *pg.Constraint, columns []string) error {
	if err := s.judgeOptions(indexOptions["btree"], c.Options); err != nil {
		return err
	}
	if err := s.judgeSpace(c.Indexspace, s.isPartitioned(rel)); err != nil {
		return err
	}
	for _, name := range columns {
		t, _ := s.columnType(rel, name)
		if err := s.judgeElement("btree", &pg.IndexElem{Name: name}, t); err != nil {
			return err
		}
	}
	return s.judgePartitioned(rel, columns, c.Location)
}

// judgeIndexColumn refuses ALTER INDEX ... ALTER COLUMN for what is no expression.
func (s *stmt) judgeIndexColumn(x schema.Index, cmd *pg.AlterTableCmd) error {
	n := int(cmd.Num)
	if cmd.Name != "" {
		n = slices.Index(s.indexColumns(x.ID), cmd.Name) + 1
	}
	switch {
	case n > len(x.Elements)+len(x.Include) || n < 1 && cmd.Num > 0:
		return s.fault(0, undefinedColumn, "column number %d of relation %q does not exist", n, x.ID.Name)
	case n < 1:
		return s.nameFault(cmd.Name, undefinedColumn, "column %q of relation %q does not exist", cmd.Name, x.ID.Name)
	case n > len(x.Elements):
		return s.fault(0, notSupported, "cannot alter statistics on included column %q of index %q", x.Include[n-1-len(x.Elements)], x.ID.Name)
	case x.Elements[n-1].Column != "":
		return s.fault(0, notSupported, "cannot alter statistics on non-expression column %q of index %q", x.Elements[n-1].Column, x.ID.Name)
	}
	return nil
}
