package diff

import (
	"reflect"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// renameText rewrites the old name to the new one in the expressions of all objects
// that use it, as the server does on a rename. It goes by whole words, so an
// expression may come out different from what the server keeps; the worst that
// follows is a change that replaces the expression by the wanted one.
func renameText(db *schema.Database, from, to schema.ID) {
	users := db.Users(from)
	if from.Kind == schema.KindTable || from.Kind == schema.KindSchema {
		for o := range db.All() {
			users = append(users, o.Address())
		}
	}
	for _, id := range users {
		if o, ok := db.Lookup(id); ok {
			db.Put(rewritten(o, from.Name, to.Name))
		}
	}
}

var exprType = reflect.TypeFor[schema.Expr]()

// rewritten returns a copy of the object with the word replaced in its expressions.
func rewritten(o schema.Object, from, to string) schema.Object {
	v := reflect.New(reflect.TypeOf(o)).Elem()
	v.Set(reflect.ValueOf(o))
	rewriteValue(v, from, to)
	return v.Interface().(schema.Object)
}

func rewriteValue(v reflect.Value, from, to string) {
	if v.Type() == exprType {
		e := v.Interface().(schema.Expr)
		e.SQL, e.Key = replaceWord(e.SQL, from, to), replaceWord(e.Key, from, to)
		v.Set(reflect.ValueOf(e))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				rewriteValue(v.Field(i), from, to)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Struct || v.IsNil() {
			return
		}
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		for i := range copied.Len() {
			rewriteValue(copied.Index(i), from, to)
		}
		v.Set(copied)
	}
}

// replaceWord replaces whole words outside single quotes.
func replaceWord(text, from, to string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); {
		switch {
		case text[i] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(text[i:], from) && !wordAt(text, i-1) && !wordAt(text, i+len(from)):
			b.WriteString(to)
			i += len(from)
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

func wordAt(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// Candidate is a dropped and an added object that may be one object renamed.
type Candidate struct{ From, To schema.ID }

// RenameCandidates lists the pairs of dropped and added objects of equal shape:
// columns of one table with the same type, tables with the same columns, types with
// the same definition, routines and views with the same text, sequences. Every ID is in at
// most one pair. They are questions for a person, never answers.
func RenameCandidates(from, to *schema.Database) []Candidate {
	added := map[shape][]schema.ID{}
	for o := range to.All() {
		if id := o.Address(); !from.Has(id) {
			if s, ok := shapeOf(to, from, o); ok {
				added[s] = append(added[s], id)
			}
		}
	}
	var out []Candidate
	for o := range from.All() {
		id := o.Address()
		if to.Has(id) {
			continue
		}
		s, ok := shapeOf(from, to, o)
		if twins := added[s]; ok && len(twins) > 0 {
			out = append(out, Candidate{From: id, To: twins[0]})
			added[s] = twins[1:]
		}
	}
	return out
}

// shape is what two objects have in common that may be one.
type shape struct {
	kind   schema.Kind
	parent schema.ID
	text   string
}

func shapeOf(db, other *schema.Database, o schema.Object) (shape, bool) {
	s := shape{kind: o.Address().Kind, parent: db.Owner(o.Address())}
	switch o := o.(type) {
	case schema.Column:
		if o.Inherited || !other.Has(s.parent) {
			return s, false
		}
		s.text = typeText(o.Type)
	case schema.Table:
		if !o.PartitionOf.IsZero() {
			return s, false
		}
		var parts []string
		for _, c := range db.Columns(o.ID) {
			parts = append(parts, c.ID.Name+" "+typeText(c.Type))
		}
		slices.Sort(parts)
		s.text = strings.Join(parts, ",")
	case schema.Enum:
		s.text = strings.Join(o.Labels, "\x00")
	case schema.Composite:
		for _, a := range o.Attributes {
			s.text += a.Name + " " + typeText(a.Type) + ","
		}
	case schema.Domain:
		s.text = typeText(o.Base)
	case schema.View:
		s.text = o.Query.Key
	case schema.Routine:
		s.text = o.ID.Args + "\x00" + o.Body + o.SQLBody.Key
	case schema.Publication:
		for _, t := range o.Tables {
			s.text += t.Table.String() + "\x00" + strings.Join(t.Columns, ",") + "\x00" + t.Where.Key + "\x00"
		}
		for _, id := range o.Schemas {
			s.text += id.Name + "\x00"
		}
	case schema.Server:
		s.text = o.WrapperName + "\x00" + strings.Join(slices.Sorted(slices.Values(o.Options)), "\x00")
	case schema.Sequence:
		if o.Identity || !o.OwnedBy.IsZero() {
			return s, false
		}
	default:
		return s, false
	}
	return s, true
}

func typeText(t schema.Type) string {
	text := t.Schema + "." + t.Name + "(" + t.Modifier + ")"
	if t.Array {
		text += "[]"
	}
	return text
}
