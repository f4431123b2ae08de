package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Script returns the whole model as a file of SQL statements in an order in which
// they can run on an empty database. Columns and constraints stand inside CREATE
// TABLE where the order allows it; indexes and comments follow their object. The
// schema "public" is taken to exist.
func (p Printer) Script(db *schema.Database) string {
	s := scripter{p: p, db: db, silent: NewSilent(db), bodies: NewBodies(db), names: NewNames(db, nil), done: db.NewSet(), waiting: db.NewSet(), inline: db.NewSet(),
		folds: Folds(db, func(schema.ID) bool { return true })}
	const usual = 32 // bytes of the script for an object
	s.out.Grow(usual * db.Len())
	for c := range schema.AllOf[schema.Column](db) {
		for _, id := range Implied(db, c) {
			s.inline.Add(id)
		}
	}
	var last []schema.Object
	for id := range db.IDs() {
		switch id.Kind {
		case schema.KindOwner, schema.KindPrivileges, schema.KindDefaultPrivileges:
			o, _ := db.Lookup(id)
			last = append(last, o)
		default:
			s.visit(id)
		}
	}
	for seq := range schema.AllOf[schema.Sequence](db) {
		if !seq.OwnedBy.IsZero() && !s.inline.Has(seq.ID) {
			s.emit(p.SequenceOwner(seq))
		}
	}
	s.access(last)
	if p.UncheckedBodies || s.looped || p.readsElsewhere(db) {
		return strings.TrimSuffix("SET check_function_bodies = false;\n\n"+s.out.String(), "\n\n")
	}
	return s.out.String()
}

// readsElsewhere reports whether the text of some SQL function may need more than what
// the script has made by then: it speaks of objects in other schemas, for which it may
// need another search path, or of operators, and the server would look them up when it
// makes the function.
func (p Printer) readsElsewhere(db *schema.Database) bool {
	operators := false
	for range schema.AllOf[schema.Operator](db) {
		operators = true
		break
	}
	for r := range schema.AllOf[schema.Routine](db) {
		if r.Language == "sql" && operators && r.Body != "" {
			return true // which operators a text speaks of is not looked for
		}
		if r.Language == "sql" && slices.ContainsFunc(r.BodyUses, func(id schema.ID) bool {
			return id.Schema != "" && id.Schema != "public" && !slices.Contains(p.SearchPath, id.Schema)
		}) {
			return true
		}
	}
	return false
}

// access writes owners, then privileges, and at the very end what holds for objects
// that are made from then on. Before its owner changes, everything must be in place.
func (s *scripter) access(list []schema.Object) {
	for _, kind := range []schema.Kind{schema.KindOwner, schema.KindPrivileges, schema.KindDefaultPrivileges} {
		for _, o := range list {
			if statements := s.p.attachment(s.db, o); o.Address().Kind == kind && len(statements) > 0 {
				s.emit(statements...)
			}
		}
	}
}

// scripter walks the model depth first, so that what a statement needs is written
// just before it.
type scripter struct {
	p      Printer
	db     *schema.Database
	bodies Bodies
	silent Silent
	names  Names
	folds  Folded
	// inline are the sequences that come with their column.
	inline schema.Set
	done   schema.Set
	// waiting are the objects whose needs are being written: what is a part of them
	// comes later.
	waiting schema.Set
	// looped is true once a function in SQL turned out to need one that needs it.
	looped bool
	out    strings.Builder
}

// emit writes statements that belong together.
func (s *scripter) emit(statements ...string) {
	if s.out.Len() > 0 {
		s.out.WriteByte('\n')
	}
	for i, text := range statements {
		if i > 0 {
			s.out.WriteString(";\n")
		}
		s.out.WriteString(text)
	}
	s.out.WriteString(";\n")
}

func (s *scripter) visit(id schema.ID) {
	if IsShell(id) && !s.done.Has(id) {
		s.done.Add(id)
		s.visit(schema.NewSchema(id.Schema))
		s.emit(s.p.ShellType(id))
	}
	if !s.db.Has(id) || s.done.Has(id) {
		return
	}
	if id.Kind == schema.KindColumn || s.folds.Has(id) {
		s.visit(s.db.Owner(id))
		return
	}
	if s.inline.Has(id) {
		seq, _ := schema.Get[schema.Sequence](s.db, id)
		s.visit(seq.OwnedBy.Parent())
		return
	}
	o, _ := s.db.Lookup(id)
	if x, isIndex := o.(schema.Index); isIndex && s.waiting.Has(x.PartitionOf) {
		return
	}
	s.done.Add(id)
	if Comes(s.db, o) {
		s.visit(s.db.Owner(id))
		if rename := s.p.RenameImplied(s.db, o); rename != "" {
			for _, above := range ParentParts(s.db, o) {
				s.visit(above)
			}
			s.emit(rename)
		}
		if t, isTrigger := o.(schema.Trigger); isTrigger && otherState(s.db, t) {
			for _, above := range ParentParts(s.db, t) {
				s.visit(above)
			}
			s.emit(s.p.Settings(s.db, t)...)
		}
		s.follow(id)
		return
	}
	var constraints []schema.Object
	if id.Kind == schema.KindTable {
		constraints = s.folds.Of(id)
	}
	s.waiting.Add(id)
	s.needs(o, constraints)
	s.waiting.Remove(id)
	if id != schema.NewSchema("public") {
		s.emit(s.statements(o, constraints)...)
	}
	s.follow(id)
}

// needs visits what must come before the object and what is written inside it, of a
// table with constraints.
func (s *scripter) needs(o schema.Object, constraints []schema.Object) {
	id := o.Address()
	for need := range eachNeed(s.db, o) {
		s.visit(need)
	}
	for _, need := range s.silent.For(o) {
		s.visit(need)
	}
	if op, ok := o.(schema.Operator); ok {
		for _, other := range OneSided(s.db, op) {
			s.visit(other)
		}
	}
	if r, ok := o.(schema.Routine); ok {
		for _, use := range s.bodies.Uses(r) {
			s.looped = s.looped || use != id && s.waiting.Has(use) && r.Language == "sql"
			s.visit(use)
		}
	}
	if x, ok := o.(schema.Index); ok {
		for _, first := range IndexFollows(s.db, x) {
			s.visit(first)
		}
	}
	if id.Kind != schema.KindTable {
		return
	}
	for c := range s.db.EachColumn(id) {
		for _, need := range c.Refs() {
			s.visit(need)
		}
		if !s.silent.Empty() {
			for _, need := range s.silent.For(c) {
				s.visit(need)
			}
		}
	}
	for _, c := range constraints {
		for need := range eachNeed(s.db, c) {
			s.visit(need)
		}
		for _, need := range s.silent.For(c) {
			s.visit(need)
		}
	}
}

func (s *scripter) statements(o schema.Object, constraints []schema.Object) []string {
	if t, ok := o.(schema.Table); ok {
		return append([]string{s.p.Table(s.db, t, constraints, s.names)}, s.p.tableSettings(s.db, t)...)
	}
	return append([]string{s.p.Create(s.db, o)}, s.p.Settings(s.db, o)...)
}

// follow writes what people expect next to the object: its indexes and comments.
func (s *scripter) follow(id schema.ID) {
	for part := range s.db.EachPart(id) {
		if part.Kind == schema.KindIndex || part.Kind == schema.KindComment {
			s.visit(part)
		}
	}
	if t, ok := schema.Get[schema.Table](s.db, id); ok && Attaches(s.db, t) {
		for _, part := range s.db.Parts(t.PartitionOf) {
			if part.Kind == schema.KindIndex || part.Kind.HasIndex() {
				s.visit(part)
			}
		}
		s.emit(s.p.Attach(t))
	}
	if t, ok := schema.Get[schema.Table](s.db, id); ok && strings.HasPrefix(t.ReplicaIdentity, "index ") {
		for _, part := range s.db.Parts(id) {
			if part.Kind == schema.KindUnique || part.Kind == schema.KindPrimaryKey {
				s.visit(part)
			}
		}
		s.emit(s.p.ReplicaIdentity(t))
	}
	for part := range s.db.EachPart(id) {
		if part.Kind == schema.KindColumn {
			s.visit(part.Comment())
		}
	}
	for constraint := range s.folds.Each(id) {
		s.visit(constraint.Comment())
	}
}
