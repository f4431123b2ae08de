package ddl

import (
	"errors"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
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
	// reader parses files, never two at a time.
	reader *tree.Reader
	// memory is what the trees of one file after the other are made in.
	memory *tree.Memory
	// bodyReader parses bodies of functions in SQL while files are parsed; the trees of
	// one after the other are made in bodyMemory.
	bodyReader *tree.Reader
	bodyMemory tree.Memory
	// basePath is the search path at the start of every file.
	basePath []string
	session
	// spare is the memory of a list of tokens that nobody uses.
	spare []lex.Token
	// spareColumns is the memory of a list of columns that nobody uses.
	spareColumns []columnDef
	// lookup is path behind the temporary schema; see searched.
	lookup []string
	// journal holds the changes since the last point that is final.
	journal []change
	blocks  []block
	// assumed are the extensions that were taken as installed, known those that
	// statements speak of, which are not.
	assumed, known map[string]bool
	// runners are the tables of migration tools that statements spoke of; false for
	// one that a statement created later.
	runners map[schema.ID]bool
	// roles are those that statements created, defaults is true once there are default
	// privileges.
	roles    map[string]bool
	defaults bool
	// options are those with a name of two parts that statements set.
	options map[string]bool
	// unchecked is true while check_function_bodies is off.
	unchecked bool
	// prepared are the statements of PREPARE in this file.
	prepared map[string]*pg.PrepareStmt
	// superusers are the roles that a statement made one, created those that a statement
	// made, and groups the roles that each one is a member of by statements.
	superusers, created map[string]bool
	groups              map[string][]string
	// temporary is true once a temporary object was made.
	temporary bool
	// system is true once something went to the schema of the server's own objects.
	system bool
	// passing are the temporary tables that go when the transaction commits.
	passing []schema.ID
	// bodies are the bodies of PL/pgSQL that are being followed, one inside the other.
	bodies []string
	// bounds are those of the partitions of tables that got some; they are read again
	// after anything but a new partition.
	bounds map[schema.ID]*bounds
	// indexNames are the names of the columns of indexes over something that was renamed.
	indexNames map[schema.ID][]string
	// looping is true once a view read itself.
	looping bool
	// seen is what statements on rows found out about their tables; it is forgotten
	// before any other statement.
	seen canon.Seen
	// clustered is true once a statement named the index of CLUSTER for any table.
	clustered bool
	// blind is true once a statement was opaque: what there is is not known any more.
	blind bool
	// watch, when set, is told what statements touch.
	watch *watch
}

// New returns a replay that starts as the options say.
func New(o Options) *Replay {
	r := &Replay{basePath: o.SearchPath, reader: tree.NewReader(), bodyReader: tree.NewReader(), memory: &tree.Memory{}}
	if len(r.basePath) == 0 {
		r.basePath = []string{"public"}
	}
	if o.Base != nil {
		r.db = o.Base.Clone()
		for range schema.AllOf[schema.DefaultPrivileges](r.db) {
			r.defaults = true
		}
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
	c := &Replay{db: r.db.Clone(), temporary: r.temporary, runners: r.runners, system: r.system}
	return c.Finish()
}

// Finish is [Replay.Database] without the copy, which would take as much memory again.
// The replay is over and must not be used any more.
func (r *Replay) Finish() *schema.Database {
	r.dropTemporary()
	r.dropSystem()
	r.dropRunners()
	db := r.db
	*r = Replay{}
	return db
}

// Apply replays every statement of the file. A statement in which an error is
// found is reported and has no effect; the replay goes on with the next one.
// Every file is a session of its own: it starts with the search path of the
// options, and what is temporary ends with it.
func (r *Replay) Apply(f *source.File) source.Diagnostics {
	var found source.Diagnostics
	for p := newParsing(f, r.reader); p.more(); r.memory.Reset() {
		found = append(found, r.applyPart(p.next(r.memory))...)
	}
	found.Sort()
	return found
}

// parsedAhead is how many parts of files are parsed and not yet applied at most.
const parsedAhead = 12

// ApplyAll is Apply for files in order: while one part is applied, the next ones are
// parsed on another core.
func (r *Replay) ApplyAll(files []*source.File) source.Diagnostics {
	type parsed struct {
		part   part
		memory *tree.Memory
	}
	queue, free := make(chan parsed, parsedAhead), make(chan *tree.Memory, parsedAhead)
	for range parsedAhead {
		free <- &tree.Memory{}
	}
	go func() {
		defer close(queue)
		for _, f := range files {
			for p := newParsing(f, r.reader); p.more(); {
				memory := <-free
				queue <- parsed{p.next(memory), memory}
			}
		}
	}()
	var found source.Diagnostics
	start := 0 // of the file's findings
	for next := range queue {
		found = append(found, r.applyPart(next.part)...)
		if next.part.last {
			found[start:].Sort()
			start = len(found)
		}
		next.memory.Reset()
		free <- next.memory
	}
	return found
}

// applyPart replays the statements of a part.
func (r *Replay) applyPart(p part) source.Diagnostics {
	if p.first {
		r.session = session{path: r.basePath}
		r.seen.Forget()
		clear(r.prepared)
	}
	found := p.found
	for _, raw := range p.stmts {
		found = append(found, r.applyOne(p.file, p.text, raw)...)
	}
	if p.last {
		r.endTransaction()
		r.dropTemporary()
		r.journal = r.journal[:0]
	}
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
	// gone is a role that the statement names although another one dropped it.
	gone string
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
		r.dropPassing()
		r.journal = r.journal[:0]
	}
	s.endTouch()
	if s.cut.list != nil {
		r.spare = s.cut.list
	}
	return s.found
}

// tokens returns the statement's tokens, cut on first use.
func (s *stmt) tokens() tokens {
	if s.cut.list == nil {
		list := s.spare
		s.spare = nil
		s.cut = tokens{text: s.text, list: appendTokens(list[:0], s.text, s.start, s.end)}
	}
	return s.cut
}

// change is what undoes a change: the object that was replaced or removed, the ID
// of one that was added, or else a function.
type change struct {
	old   schema.Object
	added schema.ID
	undo  func()
}

// put adds or replaces an object.
func (r *Replay) put(o schema.Object) {
	id := o.Address()
	old := r.db.Swap(o)
	had := old != nil
	if t, ok := o.(schema.Table); ok && len(r.bounds) > 0 {
		before, _ := old.(schema.Table)
		r.boundChanged(before, t)
	}
	r.journal = append(r.journal, change{old: old, added: id})
	r.temporary = r.temporary || id.Schema == temporarySchema
	if seq, ok := o.(schema.Sequence); ok && had {
		r.rebind(old.(schema.Sequence), seq)
	} else if !had {
		r.endow(o)
	}
	if r.watch != nil {
		r.touched(id, o.Refs()...)
	}
}

// remove deletes one object alone.
func (r *Replay) remove(id schema.ID) {
	r.touched(id)
	if old, ok := r.db.Lookup(id); ok {
		r.journal = append(r.journal, change{old: old})
		r.db.Delete(id)
		r.setNames(id, nil)
		if t, ok := old.(schema.Table); ok {
			delete(r.bounds, t.ID)
			delete(r.bounds, t.PartitionOf)
		}
	}
}

// move gives an object a new ID.
func (r *Replay) move(from, to schema.ID) {
	r.touched(from)
	r.touched(to)
	r.journal = append(r.journal, change{undo: func() {
		r.db.Rename(to, from)
		r.moveNames(to, from)
	}})
	r.db.Rename(from, to)
	r.moveNames(from, to)
	clear(r.bounds)
	if (to.Kind == schema.KindIndex || to.Kind.HasIndex()) && from.Name != to.Name {
		r.followIdentity(to.Parent().In(from.Kind, from.Name), to.Name)
	}
}

// undo plays the journal back to a mark.
func (r *Replay) undo(mark int) {
	if len(r.journal) > mark {
		clear(r.bounds)
	}
	for i := len(r.journal) - 1; i >= mark; i-- {
		switch c := r.journal[i]; {
		case c.undo != nil:
			c.undo()
		case c.old != nil:
			r.db.Put(c.old)
		default:
			r.db.Delete(c.added)
		}
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

// strs returns the texts of String nodes, nil for none.
func strs(nodes []*pg.Node) []string {
	if len(nodes) == 0 {
		return nil
	}
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = str(n)
	}
	return out
}
