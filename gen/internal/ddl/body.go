package ddl

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// bodyUses finds what the text of a routine's body speaks of: relations after
// the words that are followed by one, functions before a parenthesis, and types.
func (s *stmt) bodyUses(r *schema.Routine) {
	if r.Language != "sql" && r.Language != "plpgsql" {
		return
	}
	ts := tokens{text: r.Body, list: appendTokens(s.spare[:0], r.Body, 0, len(r.Body))}
	defer func() { s.spare = ts.list }()
	seen := map[schema.ID]bool{}
	for i := 0; i < len(ts.list); i++ {
		if k := ts.list[i].Kind; k != lex.Word && k != lex.Quoted {
			continue
		}
		schemaName, name, last := s.nameAt(ts, i)
		isRelation := ts.isSign(last+1, "%") || slices.ContainsFunc(relationWords, func(w string) bool { return ts.isWord(i-1, w) }) || ts.isSign(i-1, ",")
		isRoutine := ts.isSign(last+1, "(") && !ts.isWord(i-1, "INTO")
		for _, id := range s.namedInBody(schemaName, name, isRelation, isRoutine) {
			seen[id] = true
		}
		i = last
	}
	r.BodyUses = nil
	for id := range seen {
		r.BodyUses = append(r.BodyUses, id)
	}
	slices.SortFunc(r.BodyUses, schema.Compare)
}

// nameAt reads a name with an optional schema at token i; last is its last token.
func (s *stmt) nameAt(ts tokens, i int) (schemaName, name string, last int) {
	name, last = ts.name(i), i
	if ts.isSign(i+1, ".") && i+2 < len(ts.list) && s.db.Has(schema.NewSchema(name)) {
		return name, ts.name(i + 2), i + 2
	}
	return "", name, last
}

var relationWords = []string{"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "ONLY", "USING", "TRUNCATE"}

// namedInBody finds what a name means in the first schema of the path that has it.
func (s *stmt) namedInBody(schemaName, name string, isRelation, isRoutine bool) []schema.ID {
	path := s.path
	if schemaName != "" {
		path = []string{schemaName}
	}
	var out []schema.ID
	for _, p := range path {
		if isRoutine {
			out = append(out, s.db.RoutinesNamed(p, name)...)
		}
		if isRelation {
			if id, ok := s.db.Relation(p, name); ok && id.Relation == "" {
				out = append(out, id)
			}
		}
		if id, ok := s.db.TypeNamed(p, name); ok && id.Kind.IsType() {
			out = append(out, id)
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// mayDefine reports whether the body of a routine could change the schema: it
// has words that begin such a statement, runs text that it makes, or calls another
// routine of the kind. Temporary objects do not count. Routines in seen are not
// looked at again.
func (s *stmt) mayDefine(r schema.Routine, seen map[schema.ID]bool) bool {
	if seen[r.ID] {
		return false
	}
	seen[r.ID] = true
	switch r.Language {
	case "c", "internal":
		return false
	case "sql", "plpgsql":
	default:
		return r.Returns.Name != "trigger" // another language may run any text
	}
	ts := tokenize(r.Body, 0, len(r.Body))
	for i := range ts.list {
		next := ts.word(i + 1)
		switch ts.word(i) {
		case "CREATE", "ALTER", "DROP":
			if next != "" && lex.IsWordStart(next[0]) && next != "TEMP" && next != "TEMPORARY" {
				return true
			}
		case "COMMENT":
			if next == "ON" {
				return true
			}
		case "EXECUTE":
			return true
		}
	}
	return slices.ContainsFunc(r.BodyUses, func(id schema.ID) bool {
		called, ok := schema.Get[schema.Routine](s.db, id)
		return ok && s.mayDefine(called, seen)
	})
}
