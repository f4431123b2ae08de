package plan

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/diff"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// swap replaces a type under its columns: the old one is renamed aside, the new one
// made, every column moved over through text, the old one dropped. What else
// uses the type is dropped before and made again after.
func (b *builder) swap(from, to schema.Object) {
	id := to.Address()
	aside := id
	aside.Name = freeName(b.from, b.to, id, "_old")
	b.do(b.change(from, to, Action{SQL: b.p.Rename(b.from, id, aside)[0], phase: phaseDefine, aside: true, Comment: "the type is replaced under its columns"}))
	b.do(b.change(from, to, Action{SQL: b.p.Create(b.to, to), phase: phaseDefine, aside: true}))
	for _, sql := range b.p.Settings(b.to, to) {
		b.do(b.change(from, to, Action{SQL: sql, phase: phaseDefine}))
	}
	for _, user := range b.from.Users(id) {
		if c, ok := b.alters[user]; ok && b.retyped[user] {
			b.handled[user] = true
			if !c.To.(schema.Column).Inherited {
				b.alterRetyped(c, id)
			}
		}
	}
	drop := Action{SQL: b.p.Drop(b.from, aside), phase: phaseDefine, cleans: true, Destroys: []schema.ID{aside}}
	for _, used := range from.Refs() {
		if b.swaps[used] {
			old := used
			old.Name = freeName(b.from, b.to, used, "_old")
			drop.Releases = append(drop.Releases, old)
		}
	}
	b.do(b.change(from, to, drop))
	for _, comment := range schema.PartsOf[schema.Comment](b.to, id) {
		if b.adds[comment.ID] == nil {
			b.handled[comment.ID] = true
			b.do(b.change(comment, comment, Action{SQL: b.p.Comment(b.to, comment), phase: phaseComment, Requires: []schema.ID{id}}))
		}
	}
	for _, comment := range schema.PartsOf[schema.Comment](b.from, id) {
		if b.drops[comment.ID] != nil && b.adds[comment.ID] == nil {
			b.handled[comment.ID] = true
		}
	}
}

// alterRetyped plans the change of a column whose type is swapped: whatever else
// changes of it goes along.
func (b *builder) alterRetyped(c diff.Alter, typeID schema.ID) {
	from, to := c.From.(schema.Column), c.To.(schema.Column)
	fields, changed := c.Fields, "Type"
	if typeID.Kind == schema.KindCollation {
		changed = "Collation"
	}
	if !slices.Contains(fields, changed) {
		fields = append(slices.Clone(fields), changed)
	}
	first := len(b.actions)
	b.alterColumn(from, to, diff.Alter{From: from, To: to, Fields: fields})
	for i := first; i < len(b.actions); i++ {
		b.actions[i].Alters = append(b.actions[i].Alters, typeID)
	}
}

// freeName returns the name with the ending, and with more of it while taken.
func freeName(from, to *schema.Database, id schema.ID, ending string) string {
	name := id.Name
	for {
		if room := 63 - len(ending); len(name) > room {
			name = name[:room]
		}
		name += ending
		_, inFrom := from.Relation(id.Schema, name)
		_, inTo := to.Relation(id.Schema, name)
		_, oldType := from.TypeNamed(id.Schema, name)
		_, newType := to.TypeNamed(id.Schema, name)
		if !inFrom && !inTo && !oldType && !newType {
			return name
		}
		ending += "_"
	}
}
