package ddl

import (
	"errors"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// Options says where a replay starts.
type Options struct {
	// Base is the database to start from; it is cloned. nil is a fresh database
	// with only the schema "public".
	Base *schema.Database
	// SearchPath holds at the start of every file, {"public"} if empty.
	SearchPath []string
}

// Replay applies SQL to a model of a database. It is not safe for concurrent use.
type Replay struct {
	db *schema.Database
	// basePath holds at the start of every file, path right now.
	basePath, path []string
	// journal undoes the changes since the last point that is final, last first.
	journal []func()
	blocks  []block
	// collations are those that statements made; the model has no object for them.
	collations map[string]bool
	// assumed are the extensions that were taken as installed, known those that
	// statements speak of, which are not.
	assumed, known map[string]bool
	// runners are the tables of migration tools that statements spoke of; false for
	// one that a statement created later.
	runners map[schema.ID]bool
	// temporary is true once a temporary object was made.
	temporary bool
}

// New returns a replay that starts as the options say.
func New(o Options) *Replay {
	r := &Replay{basePath: o.SearchPath}
	if len(r.basePath) == 0 {
		r.basePath = []string{"public"}
	}
	if o.Base != nil {
		r.db = o.Base.Clone()
	} else {
		r.db = schema.New()
		r.db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema("public")}})
	}
	r.path = r.basePath
	return r
}

// Preload does what the first statement would otherwise wait for. It may run
// beside other work, such as reading files.
func Preload() { canon.Preload() }

// Database returns a copy of the model as it is now, without temporary objects
// and without the tables of migration tools that no statement creates.
func (r *Replay) Database() *schema.Database {
	c := &Replay{db: r.db.Clone(), temporary: r.temporary, runners: r.runners}
	c.dropTemporary()
	c.dropRunners()
	return c.db
}

// Apply replays every statement of the file. A statement in which an error is
// found is reported and has no effect; the replay goes on with the next one.
// Every file is a session of its own: it starts with the search path of the
// options, and what is temporary ends with it.
func (r *Replay) Apply(f *source.File) source.Diagnostics {
	parsed, found := parse(f)
	return r.applyParsed(f, parsed, found)
}

// parsedAhead bounds the files that wait parsed, and with them the memory.
const parsedAhead = 8

// ApplyAll is Apply for files in order: while one is applied, the next ones are
// parsed on another core.
func (r *Replay) ApplyAll(files []*source.File) source.Diagnostics {
	type parsing struct {
		file  parsedFile
		found source.Diagnostics
	}
	queue := make(chan parsing, parsedAhead)
	go func() {
		for _, f := range files {
			parsed, found := parse(f)
			queue <- parsing{parsed, found}
		}
	}()
	var found source.Diagnostics
	for _, f := range files {
		next := <-queue
		found = append(found, r.applyParsed(f, next.file, next.found)...)
	}
	return found
}

func (r *Replay) applyParsed(f *source.File, parsed parsedFile, found source.Diagnostics) source.Diagnostics {
	r.path = r.basePath
	for _, raw := range parsed.stmts {
		found = append(found, r.applyOne(f, parsed.text, raw)...)
	}
	r.endTransaction()
	r.dropTemporary()
	r.journal = nil
	found.Sort()
	return found
}

// stmt is one statement while it is applied.
type stmt struct {
	*Replay
	file *source.File
	// text is the file's text as the parser saw it; start and end are the
	// statement's bytes in it.
	text       string
	start, end int
	// shift is what an offset in text exceeds that in the file by.
	shift int
	// fixed is where all findings are placed when text does not stand in the file.
	fixed source.Span
	cut   tokens
	found source.Diagnostics
}

func (r *Replay) applyOne(f *source.File, text string, raw rawStmt) source.Diagnostics {
	s := &stmt{Replay: r, file: f, text: text, start: raw.start, end: raw.end}
	mark := len(r.journal)
	if err := s.apply(raw.node); err != nil {
		r.undo(mark)
		var d source.Diagnostic
		if !errors.As(err, &d) {
			d = source.Diagnostic{Severity: source.Error, Code: "replay", Span: s.spanAt(0), Message: err.Error()}
		}
		s.found = append(s.found, d)
	}
	if len(r.blocks) == 0 {
		r.journal = r.journal[:0]
	}
	return s.found
}

// tokens returns the statement's tokens, cut on first use.
func (s *stmt) tokens() tokens {
	if s.cut.list == nil {
		s.cut = tokenize(s.text, s.start, s.end)
	}
	return s.cut
}

// put adds or replaces an object.
func (r *Replay) put(o schema.Object) {
	id := o.Address()
	if old, ok := r.db.Lookup(id); ok {
		r.journal = append(r.journal, func() { r.db.Put(old) })
	} else {
		r.journal = append(r.journal, func() { r.db.Delete(id) })
	}
	r.temporary = r.temporary || id.Schema == temporarySchema
	r.db.Put(o)
}

// remove deletes one object alone.
func (r *Replay) remove(id schema.ID) {
	if old, ok := r.db.Lookup(id); ok {
		r.journal = append(r.journal, func() { r.db.Put(old) })
		r.db.Delete(id)
	}
}

// move gives an object a new ID.
func (r *Replay) move(from, to schema.ID) {
	r.journal = append(r.journal, func() { r.db.Rename(to, from) })
	r.db.Rename(from, to)
}

// undo plays the journal back to a mark.
func (r *Replay) undo(mark int) {
	for i := len(r.journal) - 1; i >= mark; i-- {
		r.journal[i]()
	}
	r.journal = r.journal[:mark]
}

// header makes the header of an object that the statement creates.
func (s *stmt) header(id schema.ID) schema.Header {
	if !s.fixed.IsZero() {
		return schema.Header{ID: id, At: s.fixed}
	}
	return schema.Header{ID: id, At: source.Span{File: s.file, Start: s.start, End: s.end}}
}

// headerAt is header for a part that is written at the byte offset.
func (s *stmt) headerAt(id schema.ID, at int32) schema.Header {
	if at <= 0 {
		return s.header(id)
	}
	return schema.Header{ID: id, At: s.spanAt(at)}
}

// str returns the text of a String node, "" for every other node.
func str(n *pg.Node) string { return n.GetString_().GetSval() }

// strs returns the texts of String nodes.
func strs(nodes []*pg.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = str(n)
	}
	return out
}
