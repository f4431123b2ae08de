package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// judgeDeclared finds types that nobody defined in the declarations of a body.
func (s *stmt) judgeDeclared(r schema.Routine) func(d plpgsql.Declared, known []string) *plpgsql.Fault {
	if s.blind {
		return nil
	}
	path := s.pathOf(r)
	return func(d plpgsql.Declared, known []string) *plpgsql.Fault {
		n := len(d.Names)
		own := d.Names[0] == r.ID.Name || slices.Contains(known, d.Names[0]) || slices.ContainsFunc(r.Arguments, func(a schema.Argument) bool { return a.Name == d.Names[0] })
		switch {
		case d.Mark == "rowtype":
			return s.declaredRow(d, path)
		case n > 1 && isSystemSchema(d.Names[n-2]) || d.Mark != "" && (n < 2 || own || runnerTables[d.Names[n-2]] != ""):
			return nil
		}
		name := &pg.TypeName{PctType: d.Mark != "", Typemod: -1}
		for _, part := range d.Names {
			name.Names = append(name.Names, pg.MakeStrNode(part))
		}
		t, err := canon.TypeName(name, s.db, path)
		if need, ok := canon.TypeNeed(name); err != nil && ok {
			s.assume(need)
			t, err = canon.TypeName(name, s.db, path)
		}
		e, isFault := err.(*canon.Error)
		switch {
		case isFault && d.Mark != "": // the server stumbles over the percent sign
			return &plpgsql.Fault{State: syntaxError, Message: e.Message, Offset: d.MarkOffset}
		case isFault:
			return &plpgsql.Fault{State: e.SQLState, Message: e.Message, Offset: d.Offset}
		case s.notShell(t.ID(), 0) != nil:
			return &plpgsql.Fault{State: undefinedObject, Message: "type \"" + t.Name + "\" is only a shell", Offset: d.Offset}
		case !t.Array && canon.Pseudo(t) && t.Name != "record":
			return &plpgsql.Fault{State: notSupported, Message: "variable \"" + d.Variable + "\" has pseudo-type " + t.Name, Offset: d.Offset}
		}
		return nil
	}
}

// declaredRow judges name%ROWTYPE.
func (s *stmt) declaredRow(d plpgsql.Declared, path []string) *plpgsql.Fault {
	spaces, name := path, d.Names[len(d.Names)-1]
	if n := len(d.Names); n > 1 {
		spaces = d.Names[n-2 : n-1]
		if !s.knownSchema(spaces[0]) {
			return &plpgsql.Fault{State: undefinedSchema, Message: "schema \"" + spaces[0] + "\" does not exist", Offset: d.Offset}
		}
	} else if canon.BuiltinRelation(name) {
		return nil
	}
	for _, space := range spaces {
		id, ok := s.db.Relation(space, name)
		if ok && !slices.Contains([]schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterializedView, schema.KindComposite}, id.Kind) {
			return &plpgsql.Fault{State: wrongObjectType, Message: "relation \"" + name + "\" does not have a composite type", Offset: d.Offset}
		}
		if ok || canon.SystemRelation(space, name) {
			return nil
		}
	}
	if runnerTables[name] != "" {
		return nil // the migration tool makes it
	}
	return &plpgsql.Fault{State: undefinedTable, Message: "relation \"" + strings.Join(d.Names, ".") + "\" does not exist", Offset: d.Offset}
}
