package ddl

import (
	"slices"
	"strings"
	"unicode"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Touch is what one statement of a file reads and changes.
type Touch struct {
	Span source.Span
	// Changed are the objects that it makes, alters, renames or removes, and of a
	// statement on rows the relations whose rows it changes.
	Changed []schema.ID
	// Read are the objects that must be there for it: what the changed ones refer
	// to, their table, and the relations that it speaks of.
	Read []schema.ID
	// Rows says that it is a statement on rows.
	Rows bool
	// Unknown says that it may touch anything: what it does cannot be read from its
	// text.
	Unknown bool
}

// Touches applies files in order, as [Replay.ApplyAll] does, and returns what
// each statement touches.
func (r *Replay) Touches(files []*source.File) ([]Touch, source.Diagnostics) {
	r.watch = &watch{}
	defer func() { r.watch = nil }()
	var found source.Diagnostics
	for _, f := range files {
		found = append(found, r.Apply(f)...)
		r.watch.now = Touch{} // what the end of the session took along
	}
	return r.watch.list, found
}

// watch collects what statements touch.
type watch struct {
	now  Touch
	list []Touch
}

func include(ids []schema.ID, id schema.ID) []schema.ID {
	if id.IsZero() || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

// touched notes that an object is about to change or has changed.
func (r *Replay) touched(id schema.ID, refs ...schema.ID) {
	if r.watch == nil {
		return
	}
	t := &r.watch.now
	t.Changed = include(t.Changed, id)
	if owner := r.db.Owner(id); !owner.IsZero() {
		t.Read = include(t.Read, owner)
	}
	if id.Schema != "" {
		t.Read = include(t.Read, schema.NewSchema(id.Schema))
	}
	for _, ref := range refs {
		t.Read = include(t.Read, ref)
	}
}

// speaksOf notes the relations that a statement names, before it is applied.
func (s *stmt) speaksOf(n *pg.Node) {
	if s.watch == nil {
		return
	}
	t := &s.watch.now
	target := changedRows(n)
	tree.Walk(n, func(m proto.Message) bool {
		rv, ok := m.(*pg.RangeVar)
		if !ok {
			return true
		}
		id, ok := s.Replay.relation(rv.Schemaname, rv.Relname)
		if ok && slices.Contains(target, rv) {
			t.Changed = include(t.Changed, id)
		} else if ok {
			t.Read = include(t.Read, id)
		}
		return true
	})
	t.Rows = t.Rows || len(target) > 0
	t.Unknown = t.Unknown || changesRowsInside(n)
}

// changesRowsInside reports whether the text of a DO block has a word that starts
// a statement on rows; only its statements on the schema are followed.
func changesRowsInside(n *pg.Node) bool {
	for _, arg := range n.GetDoStmt().GetArgs() {
		words := strings.FieldsFunc(strings.ToLower(str(arg.GetDefElem().GetArg())), func(r rune) bool { return !unicode.IsLetter(r) })
		if slices.ContainsFunc(words, func(w string) bool {
			return slices.Contains([]string{"insert", "update", "delete", "merge", "truncate", "copy", "perform", "call"}, w)
		}) {
			return true
		}
	}
	return false
}

// changedRows returns the relations whose rows a statement changes.
func changedRows(n *pg.Node) []*pg.RangeVar {
	switch x := n.GetNode().(type) {
	case *pg.Node_InsertStmt:
		return []*pg.RangeVar{x.InsertStmt.Relation}
	case *pg.Node_UpdateStmt:
		return []*pg.RangeVar{x.UpdateStmt.Relation}
	case *pg.Node_DeleteStmt:
		return []*pg.RangeVar{x.DeleteStmt.Relation}
	case *pg.Node_MergeStmt:
		return []*pg.RangeVar{x.MergeStmt.Relation}
	case *pg.Node_RefreshMatViewStmt:
		return []*pg.RangeVar{x.RefreshMatViewStmt.Relation}
	case *pg.Node_CopyStmt:
		if x.CopyStmt.IsFrom {
			return []*pg.RangeVar{x.CopyStmt.Relation}
		}
	case *pg.Node_TruncateStmt:
		var out []*pg.RangeVar
		for _, r := range x.TruncateStmt.Relations {
			out = append(out, r.GetRangeVar())
		}
		return out
	}
	return nil
}

// endTouch keeps what the statement touched.
func (s *stmt) endTouch() {
	if s.watch == nil {
		return
	}
	t := s.watch.now
	s.watch.now = Touch{}
	t.Span = s.spanAt(0)
	t.Unknown = t.Unknown || len(s.found.Of(source.Opaque)) > 0
	// What it made itself it does not need from others.
	t.Read = slices.DeleteFunc(t.Read, func(id schema.ID) bool { return slices.Contains(t.Changed, id) })
	if len(t.Changed)+len(t.Read) > 0 || t.Unknown {
		s.watch.list = append(s.watch.list, t)
	}
}
