package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// newType returns the ID for a type to be created, or an error if the name is taken.
func (s *stmt) newType(kind schema.Kind, names []*pg.Node) (schema.ID, error) {
	schemaName, name := qualified(names)
	target, err := s.target(schemaName, 0)
	if err != nil {
		return schema.ID{}, err
	}
	return schema.ID{Kind: kind, Schema: target, Name: name}, s.freeType(target, name, 0)
}

// oldType finds a type of the wanted kind; 42704 if there is none.
func (s *stmt) oldType(names []*pg.Node, kind schema.Kind) (schema.ID, error) {
	id, ok := s.typeObject(names)
	article := "a"
	if kind == schema.KindEnum {
		article = "an"
	}
	pinned := ""
	if !ok {
		pinned = s.pinnedType(&pg.TypeName{Names: names, Typemod: -1})
	}
	switch {
	case pinned != "":
		return id, s.nameFault(lastOf(names), wrongObjectType, "%s is not %s %s", pinned, article, kind)
	case !ok:
		return id, s.noType(names)
	case s.notShell(id, 0) != nil && kind != schema.KindBaseType:
		return id, s.notShell(id, s.placeOf(id.Name))
	case id.Kind != kind:
		return id, s.nameFault(id.Name, wrongObjectType, "%q is not %s %s", id.Name, article, kind)
	}
	return id, nil
}

// createEnum runs CREATE TYPE ... AS ENUM.
func (s *stmt) createEnum(n *pg.CreateEnumStmt) error {
	id, err := s.newType(schema.KindEnum, n.TypeName)
	if err != nil {
		return err
	}
	labels := strs(n.Vals)
	for i, l := range labels {
		if err := s.checkLabel(l); err != nil {
			return err
		}
		if slices.Contains(labels[:i], l) {
			return s.nameFault(l, "23505", "enum label %q is used twice", l)
		}
	}
	s.put(schema.Enum{Header: s.header(id), Labels: labels})
	return nil
}

func (s *stmt) checkLabel(label string) error {
	if len(label) > maxName {
		return s.fault(0, "42602", "invalid enum label %q: labels must be %d bytes or less", label, maxName)
	}
	return nil
}

// alterEnum runs ALTER TYPE ... ADD VALUE and RENAME VALUE.
func (s *stmt) alterEnum(n *pg.AlterEnumStmt) error {
	id, err := s.oldType(n.TypeName, schema.KindEnum)
	if err != nil {
		return err
	}
	enum, _ := schema.Get[schema.Enum](s.db, id)
	enum.Labels = slices.Clone(enum.Labels)
	if err := s.checkLabel(n.NewVal); err != nil {
		return err
	}
	if n.OldVal != "" {
		return s.renameLabel(enum, n)
	}
	if slices.Contains(enum.Labels, n.NewVal) {
		if n.SkipIfNewValExists {
			return nil
		}
		return s.nameFault(n.NewVal, duplicateObject, "enum label %q already exists", n.NewVal)
	}
	at := len(enum.Labels)
	if n.NewValNeighbor != "" {
		if at = slices.Index(enum.Labels, n.NewValNeighbor); at < 0 {
			return s.nameFault(n.NewValNeighbor, invalidParameter, "%q is not an existing enum label", n.NewValNeighbor)
		}
		if n.NewValIsAfter {
			at++
		}
	}
	enum.Labels = slices.Insert(enum.Labels, at, n.NewVal)
	s.put(enum)
	return nil
}

func (s *stmt) renameLabel(enum schema.Enum, n *pg.AlterEnumStmt) error {
	at := slices.Index(enum.Labels, n.OldVal)
	if at < 0 {
		return s.nameFault(n.OldVal, invalidParameter, "%q is not an existing enum label", n.OldVal)
	}
	if slices.Contains(enum.Labels, n.NewVal) {
		return s.nameFault(n.NewVal, duplicateObject, "enum label %q already exists", n.NewVal)
	}
	if err := s.relabelUsers(enum.ID, n.OldVal, n.NewVal); err != nil {
		return err
	}
	enum.Labels[at] = n.NewVal
	s.put(enum)
	return nil
}

// relabelUsers renames a label in the expressions that say it.
func (s *stmt) relabelUsers(enum schema.ID, from, to string) error {
	for _, user := range s.db.Users(enum) {
		o, ok := s.db.Lookup(user)
		if !ok {
			continue
		}
		changed := false
		next, err := mapExprs(o, func(e schema.Expr, sc scope) (schema.Expr, error) {
			sc.path = s.writtenPath(user, e)
			renamed, err := canon.RenameLabel(e, s.canonScope(sc), enum, from, to)
			changed = changed || renamed.SQL != e.SQL
			return renamed, err
		})
		if err != nil {
			return s.placed(err)
		}
		if changed {
			s.put(next)
		}
	}
	return nil
}
