package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// alterDepends runs ALTER ... [NO] DEPENDS ON EXTENSION.
func (s *stmt) alterDepends(n *pg.AlterObjectDependsStmt) error {
	object := n.Object
	switch n.ObjectType {
	case pg.ObjectType_OBJECT_TRIGGER:
		names := append(rangeNames(n.Relation), n.Object.GetList().GetItems()...)
		object = &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: names}}}
	case pg.ObjectType_OBJECT_MATVIEW, pg.ObjectType_OBJECT_INDEX:
		object = &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: rangeNames(n.Relation)}}}
	}
	id, err := s.commented(&pg.CommentStmt{Objtype: n.ObjectType, Object: object})
	if err != nil || id.IsZero() {
		return err
	}
	name := n.Extname.GetSval()
	if name != "plpgsql" {
		if _, err := s.existing(false, extensionID(name), undefinedObject); err != nil {
			return err
		}
	}
	t, _ := schema.Get[schema.Tie](s.db, id.Tie())
	rest := slices.DeleteFunc(slices.Clone(t.Extensions), func(other string) bool { return other == name })
	if !n.Remove {
		rest = append(rest, name)
		slices.Sort(rest)
	}
	s.setTie(id, rest)
	return nil
}

// setTie says with which extensions an object goes.
func (s *stmt) setTie(id schema.ID, extensions []string) {
	if len(extensions) == 0 {
		s.remove(id.Tie())
		return
	}
	s.put(schema.Tie{Header: s.header(id.Tie()), Extensions: extensions})
}

func rangeNames(rv *pg.RangeVar) []*pg.Node { return nameNodes(rv.GetSchemaname(), rv.GetRelname()) }

// remadeIndexes forgets what the indexes of a column lose when they are made anew for its
// new type: the extensions with which they go, and that of an exclusion constraint its
// tablespace.
func (s *stmt) remadeIndexes(column schema.ID) {
	for _, user := range s.db.Users(column) {
		if x, ok := schema.Get[schema.Exclusion](s.db, user); ok && x.Tablespace != "" {
			x.Tablespace = ""
			s.put(x)
		}
		if user.Kind == schema.KindIndex || user.Kind.HasIndex() {
			s.setNames(user, nil)
			user.Kind = schema.KindIndex
			s.remove(user.Tie())
		}
	}
}
