package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// session is what SET changes for the statements after it.
type session struct {
	// path is the search path.
	path []string
	// who is the role as which statements run.
	who identity
	// access and space are the access method and the tablespace of what does not name one,
	// "" for the server's own.
	access, space string
}

// change changes the session; a local change ends with the transaction.
func (r *Replay) change(local bool, f func(*session)) {
	f(&r.session)
	if !local && len(r.blocks) > 0 {
		f(&r.blocks[0].lasting)
	}
}

func (r *Replay) setPath(path []string, local bool) {
	r.change(local, func(s *session) { s.path = path })
}

func (r *Replay) actAs(who identity, local bool) {
	r.change(local, func(s *session) { s.who = who })
}

// resetAll runs RESET ALL, which leaves the role as it is.
func (r *Replay) resetAll() {
	r.change(false, func(s *session) { *s = session{path: r.basePath, who: s.who} })
}

// follow takes what new tables get, and check_function_bodies, as dumps set it:
// the checks stay off until a statement turns them on, since many tools run all files in
// one session.
func (r *Replay) follow(name string, values []*pg.Node, local bool) {
	value := ""
	if len(values) == 1 {
		value = constantText(values[0])
	}
	switch name {
	case "check_function_bodies":
		r.unchecked = slices.Contains([]string{"off", "false", "no", "0", "f", "n"}, strings.ToLower(value))
	case "default_table_access_method":
		r.change(local, func(s *session) { s.access = value })
	case "default_tablespace":
		r.change(local, func(s *session) { s.space = tablespace(value) })
	}
}
