package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// maxStatistics is the number of columns and expressions that statistics may have.
const maxStatistics = 8

var statisticsKinds = []string{"dependencies", "mcv", "ndistinct"}

// createStatistics runs CREATE STATISTICS.
func (s *stmt) createStatistics(n *pg.CreateStatsStmt) error {
	if len(n.Relations) != 1 || n.Relations[0].GetRangeVar() == nil {
		return s.fault(0, notSupported, "only a single relation is allowed in CREATE STATISTICS")
	}
	rv := n.Relations[0].GetRangeVar()
	rel, ok := s.find(rv)
	if !ok {
		return s.noRelation(rv)
	}
	if rel.Kind != schema.KindTable && rel.Kind != schema.KindMaterializedView {
		return s.fault(rv.Location, wrongObjectType, "cannot define statistics for relation %q", rel.Name)
	}
	x := schema.Statistics{Table: rel, Target: -1}
	x.ID = schema.ID{Kind: schema.KindStatistics, Schema: rel.Schema}
	if len(n.Defnames) > 0 {
		var err error
		if x.ID, err = s.newNamed(schema.KindStatistics, n.Defnames, ""); err != nil {
			return err
		}
		if s.db.Has(x.ID) {
			if n.IfNotExists {
				return nil
			}
			return s.nameFault(x.ID.Name, duplicateObject, "statistics object %q already exists", x.ID.Name)
		}
	}
	if len(n.Exprs) > maxStatistics {
		return s.fault(0, "54011", "cannot have more than %d columns in statistics", maxStatistics)
	}
	names, err := s.statisticsElements(&x, n.Exprs)
	if err != nil {
		return err
	}
	if err := s.statisticsKindsOf(&x, n); err != nil {
		return err
	}
	if len(n.Defnames) == 0 {
		x.ID.Name = s.statisticsName(rel, names)
	}
	x.Header = s.header(x.ID)
	s.put(x)
	return nil
}

// statisticsElements reads columns and expressions, and returns the words that a
// name is made of.
func (s *stmt) statisticsElements(x *schema.Statistics, nodes []*pg.Node) (names []string, err error) {
	var columns []string
	for _, n := range nodes {
		e := n.GetStatsElem()
		name := e.Name
		if ref := e.Expr.GetColumnRef(); ref != nil && len(ref.Fields) == 1 && str(ref.Fields[0]) != "" {
			name = str(ref.Fields[0]) // a column in parentheses
		}
		names = append(names, firstOf(e.Name, "expr"))
		if name == "" {
			expr, err := s.expr(e.Expr, s.elementText(e.Expr), scope{relation: x.Table, clause: canon.InStatistics})
			if err != nil {
				return nil, err
			}
			if readsSystemColumn(e.Expr) {
				return nil, s.fault(0, notSupported, "statistics creation on system columns is not supported")
			}
			x.Exprs = append(x.Exprs, expr)
			continue
		}
		switch {
		case systemColumns[name]:
			return nil, s.nameFault(name, notSupported, "statistics creation on system columns is not supported")
		case !s.hasColumn(x.Table, name):
			return nil, s.nameFault(name, undefinedColumn, "column %q does not exist", name)
		case slices.Contains(columns, name):
			return nil, s.nameFault(name, duplicateColumn, "duplicate column name in statistics definition")
		}
		columns = append(columns, name)
	}
	for i, e := range x.Exprs {
		if slices.ContainsFunc(x.Exprs[:i], func(o schema.Expr) bool { return o.Key == e.Key }) {
			return nil, s.fault(0, duplicateColumn, "duplicate expression in statistics definition")
		}
	}
	for _, a := range s.db.Attributes(x.Table) {
		if slices.Contains(columns, a.Name) {
			if unordered[a.Type.Name] && a.Type.Builtin() && !a.Type.Array {
				return nil, s.nameFault(a.Name, notSupported, "column %q cannot be used in statistics because its type %s has no default btree operator class", a.Name, a.Type.Name)
			}
			x.Columns = append(x.Columns, a.Name)
		}
	}
	return names, nil
}

// readsSystemColumn reports whether an expression speaks of a column that every table has.
func readsSystemColumn(n *pg.Node) bool {
	found := false
	tree.Walk(n, func(m proto.Message) bool {
		if c, ok := m.(*pg.ColumnRef); ok && systemColumns[lastOf(c.Fields)] {
			found = true
		}
		return !found
	})
	return found
}

// unordered are the built-in types without a default btree operator class.
var unordered = wordSet("point line lseg box path polygon circle json xml xid cid txid_snapshot pg_snapshot")

// statisticsKindsOf reads the kinds: all of them, unless some are named or there is
// one expression alone, whose statistics have no kind.
func (s *stmt) statisticsKindsOf(x *schema.Statistics, n *pg.CreateStatsStmt) error {
	for _, k := range n.StatTypes {
		if !slices.Contains(statisticsKinds, str(k)) {
			return s.nameFault(str(k), syntaxError, "unrecognized statistics kind %q", str(k))
		}
		x.Kinds = append(x.Kinds, str(k))
	}
	if len(x.Columns) == 0 && len(x.Exprs) == 1 {
		if len(x.Kinds) > 0 {
			return s.fault(0, notSupported, "when building statistics on a single expression, statistics kinds may not be specified")
		}
		return nil
	}
	if len(n.Exprs) < 2 {
		return s.fault(0, invalidObject, "extended statistics require at least 2 columns")
	}
	if len(x.Kinds) == 0 {
		x.Kinds = slices.Clone(statisticsKinds)
	}
	slices.Sort(x.Kinds)
	x.Kinds = slices.Compact(x.Kinds)
	return nil
}

// statisticsName chooses the name as the server does.
func (r *Replay) statisticsName(rel schema.ID, names []string) string {
	return chooseName(rel.Name, joinColumns(names), "stat", func(name string) bool {
		return r.db.Has(schema.ID{Kind: schema.KindStatistics, Schema: rel.Schema, Name: name})
	})
}

// statistics finds the object with the written name; the error is 42704.
func (s *stmt) statistics(names []*pg.Node) (schema.ID, error) {
	schemaName, name := qualified(names)
	path := s.path
	if schemaName != "" {
		path = []string{schemaName}
	}
	id := schema.ID{Kind: schema.KindStatistics, Name: name}
	for _, id.Schema = range path {
		if s.db.Has(id) {
			return id, nil
		}
	}
	if schemaName != "" && !s.knownSchema(schemaName) {
		return id, s.nameFault(schemaName, undefinedSchema, "schema %q does not exist", schemaName)
	}
	return id, s.nameFault(name, undefinedObject, "statistics object %q does not exist", dotted(schemaName, name))
}

// alterStatistics runs ALTER STATISTICS ... SET STATISTICS.
func (s *stmt) alterStatistics(n *pg.AlterStatsStmt) error {
	id, err := s.statistics(n.Defnames)
	if err != nil {
		if n.MissingOk {
			return nil
		}
		return err
	}
	if n.Stxstattarget < -1 {
		return s.fault(0, invalidParameter, "statistics target %d is too low", n.Stxstattarget)
	}
	x, _ := schema.Get[schema.Statistics](s.db, id)
	x.Target = min(int(n.Stxstattarget), 10000)
	s.put(x)
	return nil
}

// renameStatistics runs ALTER STATISTICS ... RENAME TO.
func (s *stmt) renameStatistics(n *pg.RenameStmt) error {
	id, err := s.statistics(n.Object.GetList().GetItems())
	if err != nil {
		return err
	}
	to := renamedID(id, n.Newname)
	if s.db.Has(to) {
		return s.nameFault(n.Newname, duplicateObject, "statistics object %q already exists in schema %q", n.Newname, id.Schema)
	}
	s.move(id, to)
	return nil
}

// likeStatistics copies the statistics of a table under names chosen anew.
func (s *stmt) likeStatistics(id schema.ID, l likeDef) {
	for _, user := range s.db.Users(l.from) {
		x, ok := schema.Get[schema.Statistics](s.db, user)
		if !ok || x.Table != l.from {
			continue
		}
		from := x.ID
		names := slices.Clone(x.Columns)
		exprs := make([]schema.Expr, len(x.Exprs))
		for i, e := range x.Exprs {
			names, exprs[i] = append(names, "expr"), moveColumns(e, l.from, id)
		}
		if x.Exprs = exprs; len(exprs) == 0 {
			x.Exprs = nil
		}
		x.Table, x.Target = id, -1
		x.Header = s.header(schema.ID{Kind: schema.KindStatistics, Schema: id.Schema, Name: s.statisticsName(id, names)})
		s.put(x)
		s.likeComment(l, from, x.ID)
	}
}
