package ddl

import (
	"errors"
	"slices"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// moveObject gives an object a new ID, after the text of all expressions that
// speak of it was rewritten.
func (s *stmt) moveObject(from, to schema.ID) error {
	s.keepNames(from)
	if err := s.rewriteUsers(from, to); err != nil {
		return err
	}
	attachments := map[schema.ID][]schema.ID{}
	for _, id := range s.insideOf(from) {
		switch id.Kind {
		case schema.KindView, schema.KindMaterializedView, schema.KindComposite:
			attachments[id] = s.columnAttachments(id)
		}
	}
	keys, err := s.partitionKeysAfter(from, to)
	if err != nil {
		return err
	}
	s.move(from, to)
	if err := s.remakePartitionKeys(keys); err != nil {
		return err
	}
	for id, list := range attachments {
		if id.Schema = to.Schema; to.Kind == schema.KindSchema {
			id.Schema = to.Name
		} else {
			id.Name = to.Name
		}
		for _, x := range list {
			s.moveAttachment(x, id.In(schema.KindColumn, x.Name))
		}
	}
	return nil
}

// rewriteUsers changes names in the expressions that use the object or, for a
// relation or schema, what is inside it.
func (s *stmt) rewriteUsers(from, to schema.ID) error {
	inside := s.insideOf(from)
	if view, ok := s.db.Relation(from.Schema, from.Relation); ok && from.Kind == schema.KindColumn && view.Kind != schema.KindTable && view.Kind != schema.KindComposite {
		inside = []schema.ID{view} // which is used as a whole
	}
	moved := map[schema.ID]bool{}
	seen := map[schema.ID]bool{}
	var users []schema.ID
	for _, id := range inside {
		moved[id] = true
	}
	for _, id := range inside {
		for _, user := range append(s.db.Users(id), id) {
			if !seen[user] {
				seen[user] = true
				users = append(users, user)
			}
		}
	}
	for _, user := range users {
		o, ok := s.db.Lookup(user)
		if !ok {
			continue
		}
		changed := false
		next, err := mapExprs(o, func(e schema.Expr, sc scope) (schema.Expr, error) {
			if !slices.ContainsFunc(e.Uses, func(id schema.ID) bool { return moved[id] }) {
				return e, nil
			}
			changed = true
			sc.path = s.writtenPath(user, e)
			return s.renamedExpr(e, sc, from, to)
		})
		if err != nil {
			return err
		}
		if changed {
			s.put(next)
		}
	}
	return nil
}

// insideOf returns the object with what its new name moves along.
func (s *stmt) insideOf(id schema.ID) []schema.ID {
	out := []schema.ID{id}
	if id.Kind == schema.KindSchema {
		for o := range s.db.All() {
			if in := o.Address(); in.Schema == id.Name {
				out = append(out, in)
			}
		}
		return out
	}
	for _, part := range s.db.Parts(id) {
		if part.Kind == schema.KindColumn {
			out = append(out, part)
		}
	}
	for _, user := range s.db.Users(id) {
		if user.Kind.IsRoutine() && !id.Kind.IsRoutine() {
			out = append(out, user) // its arguments are a part of its ID
		}
	}
	if v, ok := schema.Get[schema.View](s.db, id); ok {
		for _, a := range v.Columns {
			out = append(out, id.In(schema.KindColumn, a.Name))
		}
	}
	return out
}

// writtenPath is a search path under which the text of an expression means what
// it meant where it was written.
func (s *stmt) writtenPath(user schema.ID, e schema.Expr) []string {
	path := s.searched()
	for _, id := range append([]schema.ID{user}, e.Uses...) {
		if id.Schema != "" && !slices.Contains(path, id.Schema) {
			path = append(path, id.Schema)
		}
	}
	for x := range schema.AllOf[schema.Extension](s.db) {
		if !slices.Contains(path, x.Schema) {
			path = append(path, x.Schema) // what extensions bring is not among the uses
		}
	}
	return path
}

func (s *stmt) renamedExpr(e schema.Expr, sc scope, from, to schema.ID) (schema.Expr, error) {
	rename := canon.RenameObject
	if from.Kind == schema.KindColumn {
		rename = canon.RenameColumn
	}
	next, err := rename(e, s.canonScope(sc), from, to)
	if err != nil {
		return e, s.placed(err)
	}
	// db.Rename moves the IDs; until then they are the old ones.
	next.Uses = e.Uses
	return next, nil
}

// spelled are the texts of expressions with the casts that the server adds, by user and
// text.
type spelled map[schema.ID]map[string]string

// spelledUsers spells the checks and indexes that use a column, before its type changes.
// What cannot be spelled keeps its text.
func (s *stmt) spelledUsers(col schema.ID) spelled {
	out := spelled{}
	for _, user := range s.db.Users(col) {
		if !user.Kind.HasIndex() && user.Kind != schema.KindCheck && user.Kind != schema.KindIndex {
			continue
		}
		o, _ := s.db.Lookup(user)
		texts := map[string]string{}
		_, _ = mapExprs(o, func(e schema.Expr, sc scope) (schema.Expr, error) {
			sc.path = s.writtenPath(user, e)
			if text, err := canon.Spell(e, s.canonScope(sc)); err == nil && text != e.SQL && slices.Contains(e.Uses, col) {
				texts[e.SQL] = text
			}
			return e, nil
		})
		out[user] = texts
	}
	return out
}

// remakeUsers makes the keys of the expressions that use the column again, after
// its type has changed: the casts in them depend on it. Those that the server had added
// before stay, and are written out where they make a difference.
func (s *stmt) remakeUsers(col schema.ID, texts spelled) error {
	for _, user := range s.db.Users(col) {
		o, _ := s.db.Lookup(user)
		if x, ok := o.(schema.Statistics); ok {
			x.Target = -1 // the server makes them anew and forgets it
			o = x
		}
		next, err := mapExprs(o, func(e schema.Expr, sc scope) (schema.Expr, error) {
			if !slices.Contains(e.Uses, col) {
				return e, nil
			}
			sc.path = s.writtenPath(user, e)
			switch user.Kind {
			case schema.KindCheck:
				sc.clause = canon.InCheck
			case schema.KindIndex:
				sc.clause = canon.InQuery // its operators may not be there for the new type
			}
			return s.remade(e, texts[user][e.SQL], sc)
		})
		var d source.Diagnostic
		if errors.As(err, &d) { // its place is one in the text of the expression
			return hinted(s.nameFault(col.Name, d.SQLState, "%s: %s", user, d.Message), d.Hint)
		}
		if err != nil {
			return err
		}
		s.put(next)
	}
	return nil
}

// remade makes an expression again of its spelled text, if there is one. The text stays
// as it was where it means the same.
func (s *stmt) remade(e schema.Expr, text string, sc scope) (schema.Expr, error) {
	if text == "" {
		return s.parsedExpr(e.SQL, sc, schema.Type{})
	}
	spelled, err := s.parsedExpr(text, sc, schema.Type{})
	if err != nil {
		return e, err
	}
	if same, err := s.parsedExpr(e.SQL, sc, schema.Type{}); err == nil && same.Key == spelled.Key {
		return same, nil
	}
	return spelled, nil
}

// mapExprs passes the expressions of an object through f, with what is visible in them.
func mapExprs(o schema.Object, f func(schema.Expr, scope) (schema.Expr, error)) (schema.Object, error) {
	var failed error
	do := func(e schema.Expr, sc scope) schema.Expr {
		if e.IsZero() || failed != nil {
			return e
		}
		next, err := f(e, sc)
		failed = err
		return next
	}
	rel := scope{relation: o.Address().Parent()}
	switch x := o.(type) {
	case schema.Column:
		x.Default, x.Generated = do(x.Default, scope{}), do(x.Generated, rel)
		return x, failed
	case schema.Check:
		x.Expr = do(x.Expr, rel)
		return x, failed
	case schema.Index:
		x.Elements = slices.Clone(x.Elements)
		for i := range x.Elements {
			x.Elements[i].Expr = do(x.Elements[i].Expr, rel)
		}
		x.Where = do(x.Where, rel)
		return x, failed
	case schema.Exclusion:
		x.Elements = slices.Clone(x.Elements)
		for i := range x.Elements {
			x.Elements[i].Expr = do(x.Elements[i].Expr, rel)
		}
		x.Where = do(x.Where, rel)
		return x, failed
	case schema.Domain:
		x.Default = do(x.Default, scope{})
		x.Checks = slices.Clone(x.Checks)
		for i := range x.Checks {
			x.Checks[i].Expr = do(x.Checks[i].Expr, scope{value: x.Base})
		}
		return x, failed
	case schema.Policy:
		x.Using, x.Check = do(x.Using, rel), do(x.Check, rel)
		return x, failed
	case schema.Trigger:
		x.When = do(x.When, scope{relation: rel.relation, newOld: true})
		return x, failed
	case schema.Routine:
		x.Arguments = slices.Clone(x.Arguments)
		for i := range x.Arguments {
			x.Arguments[i].Default = do(x.Arguments[i].Default, scope{})
		}
		x.SQLBody = do(x.SQLBody, scope{args: x.Arguments})
		return x, failed
	}
	return mapOtherExprs(o, do), failed
}

// mapOtherExprs is mapExprs for the kinds whose expressions stand in lists.
func mapOtherExprs(o schema.Object, do func(schema.Expr, scope) schema.Expr) schema.Object {
	rel := o.Address().Parent()
	switch x := o.(type) {
	case schema.View:
		x.Query = do(x.Query, scope{})
		x.Defaults = slices.Clone(x.Defaults)
		for i := range x.Defaults {
			x.Defaults[i].Expr = do(x.Defaults[i].Expr, scope{})
		}
		return x
	case schema.Rule:
		x.Where = do(x.Where, scope{relation: rel, newOld: true, ruleWhere: x.Event})
		x.Actions = slices.Clone(x.Actions)
		for i := range x.Actions {
			x.Actions[i] = do(x.Actions[i], scope{relation: rel, newOld: true})
		}
		return x
	case schema.Statistics:
		x.Exprs = slices.Clone(x.Exprs)
		for i := range x.Exprs {
			x.Exprs[i] = do(x.Exprs[i], scope{relation: x.Table})
		}
		return x
	case schema.Publication:
		x.Tables = slices.Clone(x.Tables)
		for i := range x.Tables {
			x.Tables[i].Where = do(x.Tables[i].Where, scope{relation: x.Tables[i].Table})
		}
		return x
	}
	return o
}
