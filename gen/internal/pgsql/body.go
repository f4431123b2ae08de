package pgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Bodies knows which routines the text of a routine may call, also those that were
// made after it, as in a dump that switches the check of bodies off.
type Bodies struct{ byName map[string][]callable }

// callable is a routine and how many arguments it takes; most is negative without a limit.
type callable struct {
	id          schema.ID
	least, most int
}

// NewBodies reads the names of all routines of the database.
func NewBodies(db *schema.Database) Bodies {
	b := Bodies{byName: map[string][]callable{}}
	for r := range schema.AllOf[schema.Routine](db) {
		c := callable{id: r.ID}
		for _, a := range r.Arguments {
			switch {
			case a.Mode == 'v':
				c.most = -1
			case a.Mode != 'i' && a.Mode != 'b':
			default:
				c.most++
				if a.Default.IsZero() {
					c.least++
				}
			}
		}
		b.byName[r.ID.Name] = append(b.byName[r.ID.Name], c)
	}
	return b
}

// Uses returns what the body speaks of, best effort: the references that the replay
// found, and routines whose name stands before a parenthesis. Of overloads it takes those
// with as many arguments as there are.
func (b Bodies) Uses(r schema.Routine) []schema.ID {
	if r.Language != "sql" {
		return slices.Clone(r.BodyUses)
	}
	var uses []schema.ID
	found := map[string]bool{}
	for i := 0; i < len(r.Body); i++ {
		if !isWordByte(r.Body[i]) || i > 0 && isWordByte(r.Body[i-1]) {
			continue
		}
		end := i
		for end < len(r.Body) && isWordByte(r.Body[end]) {
			end++
		}
		next := end
		for next < len(r.Body) && strings.IndexByte(" \"\t\r\n", r.Body[next]) >= 0 {
			next++
		}
		if next == len(r.Body) || r.Body[next] != '(' {
			continue
		}
		count := countArguments(r.Body[next:])
		for _, name := range []string{r.Body[i:end], unquoted(r.Body[i:end])} {
			uses = append(uses, taking(b.byName[name], count)...)
			found[name] = true
		}
	}
	for _, id := range r.BodyUses {
		if !id.Kind.IsRoutine() || !found[id.Name] {
			uses = append(uses, id)
		}
	}
	return uses
}

// taking returns the routines that take a number of arguments; all of them if none does.
func taking(all []callable, count int) []schema.ID {
	var fit, any []schema.ID
	for _, c := range all {
		any = append(any, c.id)
		if count >= c.least && (c.most < 0 || count <= c.most) {
			fit = append(fit, c.id)
		}
	}
	if len(fit) == 0 {
		return any
	}
	return fit
}

// countArguments counts what commas separate in the parentheses that text starts with.
func countArguments(text string) int {
	depth, count, blank, quote := 0, 1, true, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			continue
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[':
			depth++
			if depth == 1 {
				continue
			}
		case c == ')' || c == ']':
			if depth--; depth == 0 {
				if blank {
					return 0
				}
				return count
			}
		case c == ',' && depth == 1:
			count++
		}
		blank = blank && strings.IndexByte(" \t\r\n", c) >= 0
	}
	return count
}
