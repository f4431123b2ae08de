package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// partitionKeysAfter returns the partition keys that speak of an object which is
// about to get a new ID, as they are written then.
func (s *stmt) partitionKeysAfter(from, to schema.ID) (map[schema.ID]string, error) {
	tables := map[schema.ID]bool{}
	if from.Kind == schema.KindColumn {
		tables[from.Parent()] = true
	}
	inside := s.insideOf(from)
	for _, id := range inside {
		for _, user := range s.db.Users(id) {
			tables[user] = tables[user] || user.Kind == schema.KindTable
		}
	}
	out := map[schema.ID]string{}
	for id := range tables {
		t, ok := schema.Get[schema.Table](s.db, id)
		if !ok || !slices.ContainsFunc(t.PartitionBy.Uses, func(use schema.ID) bool { return slices.Contains(inside, use) }) {
			continue
		}
		sql, err := s.renamedPartitionKey(t, from, to)
		if err != nil {
			return nil, err
		}
		if from.Kind == schema.KindSchema && id.Schema == from.Name {
			id.Schema = to.Name
		}
		out[id] = sql
	}
	return out, nil
}

func (s *stmt) renamedPartitionKey(t schema.Table, from, to schema.ID) (string, error) {
	spec, in, err := s.partitionSpec(t, t.PartitionBy.SQL)
	if err != nil {
		return "", err
	}
	parts := make([]string, len(spec.PartParams))
	for i, p := range spec.PartParams {
		e := p.GetPartitionElem()
		switch {
		case e.Name != "" && from == t.ID.In(schema.KindColumn, e.Name):
			parts[i] = quotedName(to.Name)
		case e.Name != "":
			parts[i] = quotedName(e.Name)
		default:
			sc := scope{relation: t.ID, path: in.path}
			old, err := in.expr(e.Expr, in.elementText(e.Expr), sc)
			if err != nil {
				return "", err
			}
			if old, err = s.renamedExpr(old, sc, from, to); err != nil {
				return "", err
			}
			parts[i] = "(" + old.SQL + ")"
		}
		if len(e.Collation) > 0 {
			parts[i] += " COLLATE " + in.movedName(schema.KindCollation, e.Collation, "", from, to)
		}
		if len(e.Opclass) > 0 {
			parts[i] += " " + in.movedName(schema.KindOperatorClass, e.Opclass, keyMethod(spec.Strategy), from, to)
		}
	}
	return strategies[spec.Strategy] + " (" + strings.Join(parts, ", ") + ")", nil
}

// partitionSpec parses the text of a partition key under the search path that it was
// written with.
func (s *stmt) partitionSpec(t schema.Table, sql string) (*pg.PartitionSpec, *stmt, error) {
	full := "CREATE TABLE t () PARTITION BY " + sql
	tree, err := pg.Parse(full)
	if err != nil {
		return nil, nil, err
	}
	r := *s.Replay
	r.path = s.writtenPath(t.ID, t.PartitionBy)
	return tree.Stmts[0].Stmt.GetCreateStmt().GetPartspec(), &stmt{Replay: &r, file: s.file, text: full, end: len(full), fixed: s.spanAt(0)}, nil
}

// movedName writes the name of a collation or operator class after a rename.
func (s *stmt) movedName(kind schema.Kind, names []*pg.Node, args string, from, to schema.ID) string {
	id, ok := s.named(kind, names, args)
	switch {
	case ok && id == from:
		id = to
	case ok && from.Kind == schema.KindSchema && id.Schema == from.Name:
		id.Schema = to.Name
	case !ok:
		parts := strs(names)
		for i := range parts {
			parts[i] = quotedName(parts[i])
		}
		return strings.Join(parts, ".")
	}
	return quotedName(id.Schema) + "." + quotedName(id.Name)
}

// remakePartitionKeys gives the tables the partition keys, after the rename.
func (s *stmt) remakePartitionKeys(keys map[schema.ID]string) error {
	for id, sql := range keys {
		t, ok := schema.Get[schema.Table](s.db, id)
		if !ok {
			continue
		}
		spec, in, err := s.partitionSpec(t, sql)
		if err != nil {
			return err
		}
		by, err := in.partitionKey(id, spec)
		if err != nil {
			return err
		}
		t.PartitionBy = by
		s.put(t)
	}
	return nil
}

// keyMethod is the access method whose operator classes a partition key has.
func keyMethod(strategy pg.PartitionStrategy) string {
	if strategy == pg.PartitionStrategy_PARTITION_STRATEGY_HASH {
		return "hash"
	}
	return "btree"
}

// keyExtras writes collation and operator class of a key with their schemas.
func (s *stmt) keyExtras(strategy pg.PartitionStrategy, e *pg.PartitionElem) string {
	text := ""
	if len(e.Collation) > 0 {
		text += " COLLATE " + s.movedName(schema.KindCollation, e.Collation, "", schema.ID{}, schema.ID{})
	}
	if len(e.Opclass) > 0 {
		text += " " + s.movedName(schema.KindOperatorClass, e.Opclass, keyMethod(strategy), schema.ID{}, schema.ID{})
	}
	return text
}
