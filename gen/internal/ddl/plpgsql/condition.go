package plpgsql

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// conditionsText lists the error conditions of PL/pgSQL: the class of their SQLSTATE,
// then the rest of it and the name. A name may stand in two classes.
//
//go:embed conditions.txt
var conditionsText string

var conditions = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(conditionsText) {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			rest, name, _ := strings.Cut(w, ":")
			out[name] = append(out[name], words[0]+rest)
		}
	}
	return out
})

// stateOf returns the SQLSTATE of a condition, or the code itself.
func stateOf(condition string) (string, bool) {
	if states := conditions()[strings.ToLower(condition)]; len(states) > 0 {
		return states[0], true
	}
	return strings.ToUpper(condition), len(condition) == 5
}

// catches reports whether a handler for the condition takes an error.
func catches(condition, state string) bool {
	if condition == "others" {
		return state != "57014" && state != "P0004"
	}
	states := conditions()[condition]
	if len(states) == 0 {
		states = []string{strings.ToUpper(condition)} // SQLSTATE 'xxxxx'
	}
	return slices.ContainsFunc(states, func(want string) bool {
		// A name of a whole class takes all of the class.
		return want == state || strings.HasSuffix(want, "000") && strings.HasPrefix(state, want[:2])
	})
}
