package pgsql

import "github.com/pgen-go/pgen/gen/internal/schema"

// Bodies knows which routines the text of a routine may call, also those that were
// made after it, as in a dump that switches the check of bodies off.
type Bodies struct{ byName map[string][]schema.ID }

// NewBodies reads the names of all routines of the database.
func NewBodies(db *schema.Database) Bodies {
	b := Bodies{byName: map[string][]schema.ID{}}
	for r := range schema.AllOf[schema.Routine](db) {
		b.byName[r.ID.Name] = append(b.byName[r.ID.Name], r.ID)
	}
	return b
}

// Uses returns what the body speaks of, best effort: the references that the replay
// found, and routines whose name stands before a parenthesis.
func (b Bodies) Uses(r schema.Routine) []schema.ID {
	uses := append([]schema.ID(nil), r.BodyUses...)
	if r.Language != "sql" {
		return uses
	}
	for i := 0; i < len(r.Body); i++ {
		if !isWordByte(r.Body[i]) || i > 0 && isWordByte(r.Body[i-1]) {
			continue
		}
		end := i
		for end < len(r.Body) && isWordByte(r.Body[end]) {
			end++
		}
		next := end
		for next < len(r.Body) && (r.Body[next] == ' ' || r.Body[next] == '"') {
			next++
		}
		if next < len(r.Body) && r.Body[next] == '(' {
			uses = append(uses, b.byName[r.Body[i:end]]...)
			uses = append(uses, b.byName[unquoted(r.Body[i:end])]...)
		}
	}
	return uses
}
