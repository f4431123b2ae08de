package fidelity_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// duel is one schema on a server, in a transaction, and in a replay.
type duel struct {
	server *server
	tx     pgx.Tx
	replay *ddl.Replay
	base   *source.File
	// same counts the statements that both refuse with one state, other those with two,
	// accepted those that both take, lenient those that the replay alone takes, and
	// displaced those that both refuse at two places.
	same, other, accepted, lenient, displaced int
	// strict is true where a difference in the settled states is an error.
	strict bool
}

// refusal is what a server or a replay says of a statement; the state is "" when it
// takes it. The place counts characters from 1, 0 when there is none.
type refusal struct {
	state, message string
	place          int
}

// elsewhere reports whether the place is one in a text that the server made itself: the
// definition of an index, say, that it makes anew and in which a function is missing.
func (r refusal) elsewhere(sql string) bool {
	called, ok := strings.CutPrefix(r.message, "function ")
	name, _, _ := strings.Cut(called, "(")
	at := []rune(sql)
	return r.place > len(at) || ok && !strings.HasPrefix(string(at[r.place-1:]), name)
}

func newDuel(t *testing.T, script string) *duel {
	t.Helper()
	d := &duel{server: connect(t), replay: ddl.New(ddl.Options{}), base: file(t, script, read(t, filepath.Join("testdata", "random", script)))}
	t.Cleanup(func() { d.server.close(t) })
	d.server.supported(t, nil)
	ctx := context.Background()
	if err := d.server.createRole("pgen_random_role"); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.tx, err = d.server.shared.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	if err := run(ctx, d.server.shared, d.base.Text); err != nil {
		t.Fatal(err)
	}
	if err := d.replay.Apply(d.base).Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		t.Logf("accepted %d, refused alike %d (%d at another place), with another state %d, by the server alone %d",
			d.accepted, d.same, d.displaced, d.other, d.lenient)
	})
	return d
}

func (d *duel) exec(t *testing.T, sql string) {
	t.Helper()
	if err := run(context.Background(), d.server.shared, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// apply runs the statement on both. What the server refuses leaves no trace on either
// side; what it takes stays on both if it is to last, and on the server alone otherwise. It
// returns the states, "" for none.
func (d *duel) apply(t *testing.T, sql string, lasting bool) (server, replayed string) {
	t.Helper()
	d.exec(t, "SAVEPOINT random")
	theirs := d.ask(t, sql)
	before, after := "", ""
	if theirs.state != "" {
		d.exec(t, "ROLLBACK TO random")
	}
	if theirs.state != "" || !lasting {
		before, after = "BEGIN;", ";ROLLBACK;"
	}
	found := d.replay.Apply(file(t, "random", before+sql+after))
	if len(found.Of(source.Opaque)) > 0 {
		return theirs.state, theirs.state
	}
	ours := firstRefusal(found, sql, len(before))
	d.judge(t, sql, theirs, ours)
	return theirs.state, ours.state
}

// settled are the states of what does not exist, exists already, is of another kind, is
// needed by others or does not fit: both must refuse with them alike.
var settled = wordSet(`42P01 42703 42704 42883 3F000 42P07 42701 42710 42723 42P06 42712 2BP01 42P16 42809 42P17 42830 42804 42846
	42702 42725 42P02 42P10 42611 42P21 42P22 428C9`)

// excused are the verdicts that the replay leaves to the server, by what the server says.
var excused = []string{
	// Files and settings of the machine, what else is in the server, the session.
	"could not access file", "is not available", "has no update path", "has no installation script", "could not create locale",
	"there is no built-in function named", "permission denied", "cannot run inside a transaction block",
	// What a later version takes: STORAGE in a definition and statistics without a name (16),
	// login triggers, exclusion constraints, access methods and identity columns of partitioned tables (17), their
	// foreign keys that are not valid and constraints that they alone lose (18).
	"syntax error at or near", `unrecognized event name "login"`, "exclusion constraints are not supported on partitioned tables",
	"cannot change access method of a partitioned table", "cannot recursively add identity column", "cannot add NOT VALID foreign key",
	"cannot remove constraint from only the partitioned table",
	// What comes to light only when a value is computed.
	"division by zero", "out of range", "value too long", "malformed", "invalid input syntax",
	"return type mismatch in function",
	// A table over three generations has a fault of its own in version 15.
	"DROP EXPRESSION must be applied to child tables too",
	// The mistakes of the server itself.
	"unrecognized constraint subtype", "cannot alter constraint", "cannot rename trigger",
}

func isExcused(message string) bool {
	return slices.ContainsFunc(excused, func(part string) bool { return strings.Contains(message, part) })
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// judge counts and reports how two verdicts differ. Of two faults in one statement the
// replay may find the other one first, which is no error.
func (d *duel) judge(t *testing.T, sql string, theirs, ours refusal) {
	t.Helper()
	report := t.Logf
	if d.strict && d.server.version == 15 && settled[theirs.state] && !isExcused(theirs.message) {
		report = t.Errorf
	}
	switch {
	case theirs.state == "" && ours.state == "":
		d.accepted++
	case theirs.state == "":
		t.Errorf("the server takes it, the replay refuses with %s (%s): %s", ours.state, ours.message, sql)
	case ours.state == "":
		d.lenient++
		report("the server alone refuses with %s (%s): %s", theirs.state, theirs.message, sql)
	case theirs.state != ours.state:
		d.other++
		t.Logf("the server refuses with %s (%s), the replay with %s (%s): %s", theirs.state, theirs.message, ours.state, ours.message, sql)
	default:
		d.same++
		if theirs.place > 0 && theirs.place != ours.place && !theirs.elsewhere(sql) {
			d.displaced++
			report("the server refuses with %s at %d (%s), the replay at %d (%s): %s", theirs.state, theirs.place, theirs.message, ours.place, ours.message, sql)
		}
	}
}

// ask runs the statement on the server.
func (d *duel) ask(t *testing.T, sql string) refusal {
	t.Helper()
	err := run(context.Background(), d.server.shared, sql)
	var fault *pgconn.PgError
	if errors.As(err, &fault) {
		return refusal{fault.Code, fault.Message, int(fault.Position)}
	}
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return refusal{}
}

// firstRefusal returns the first error in the statement that starts at the byte of the
// file in which it was replayed.
func firstRefusal(found source.Diagnostics, sql string, start int) refusal {
	for _, f := range found.Of(source.Error) {
		at := min(max(f.Span.File.Offset0+f.Span.Start-start, 0), len(sql))
		return refusal{f.SQLState, f.Message, utf8.RuneCountInString(sql[:at]) + 1}
	}
	return refusal{}
}

// read reads the model of the server.
func (d *duel) read(t *testing.T) *schema.Database {
	t.Helper()
	db, _, err := catalog.Read(context.Background(), nested{d.tx}, catalog.Options{SessionOwner: true})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// rounds is how many statements a test makes: PGEN_ROUNDS, or 1500.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("PGEN_ROUNDS")); err == nil {
		return n
	}
	return 1500
}

// TestRandomStatements runs statements that are often wrong: each must be taken or
// refused by the replay as by the server, and leave no trace once it is rolled back. The
// states are those of version 15; older and newer ones differ in some.
func TestRandomStatements(t *testing.T) {
	t.Parallel()
	d := newDuel(t, "statements.sql")
	d.strict = true
	start := d.replay.Database()
	g := newGrammar(t, filepath.Join("testdata", "random", "statements.txt"), start)
	kinds := append(g.named("statement "), "statement alter table", "statement alter table", "statement alter table", "statement create table",
		"statement create table", "statement index")
	seen := map[string]bool{}
	for i := range rounds() {
		g.columns = nil
		sql := g.rule(g.pick(kinds))
		if seen[sql] {
			continue
		}
		seen[sql] = true
		server, _ := d.apply(t, sql, false)
		if server == "" && i%25 == 0 {
			other := ddl.New(ddl.Options{})
			other.Apply(d.base)
			// Temporary objects end with the file; the server still has them.
			if found := other.Apply(file(t, "random", sql)); found.Err() == nil && len(found.Of(source.Opaque)) == 0 && !strings.Contains(sql, "TEMP") {
				db := d.read(t)
				for _, difference := range compare(other.Database().As(db.Reading), db) {
					t.Errorf("%s: %s", sql, difference)
				}
			}
		}
		if server == "" {
			d.exec(t, "ROLLBACK TO random")
		}
		d.exec(t, "RELEASE random")
	}
	for _, difference := range compare(d.replay.Database(), start) {
		t.Errorf("after all was rolled back: %s", difference)
	}
	if refused := d.same + d.other + d.lenient; d.server.version == 15 && d.other*100 > refused*3 {
		t.Errorf("of %d refusals %d have another state", refused, d.other)
	}
}

// TestRandomExpressions puts expressions into checks, defaults, indexes, generated
// columns, policies, triggers and views; what both take must be equal when it is read
// back.
func TestRandomExpressions(t *testing.T) {
	t.Parallel()
	d := newDuel(t, "expressions.sql")
	g := newGrammar(t, filepath.Join("testdata", "random", "expressions.txt"), nil)
	g.literal = true
	g.leaves = map[string]string{"I": "id", "T": "name", "B": "ok", "F": "n", "D": "d", "TS": "at", "V": "iv", "J": "doc", "AT": "tags", "AI": "nums", "O": "m"}
	for i := range rounds() {
		sql := g.wrapped(i)
		if isFolded(sql) {
			continue
		}
		d.apply(t, sql, true)
		d.exec(t, "RELEASE random")
	}
	db := d.read(t)
	for _, difference := range compare(d.replay.Database().As(db.Reading), db) {
		t.Error(difference)
	}
	keepApart(t, db)
	if d.accepted < 900 {
		t.Errorf("only %d expressions were compared", d.accepted)
	}
}

// keepApart checks that what the server prints in two ways is not one to us.
func keepApart(t *testing.T, db *schema.Database) {
	t.Helper()
	texts := map[string]string{}
	same := func(kind string, e schema.Expr) {
		key := kind + e.Key
		if have, ok := texts[key]; ok && oneSpelling(have) != oneSpelling(e.SQL) && !calledByName(have) && !calledByName(e.SQL) {
			t.Errorf("one key for two texts:\n%s\n%s\n%s", have, e.SQL, e.Key)
		}
		texts[key] = e.SQL
	}
	for v := range schema.AllOf[schema.View](db) {
		same("view ", v.Query)
	}
	for c := range schema.AllOf[schema.Check](db) {
		same("check ", c.Expr)
	}
	for p := range schema.AllOf[schema.Policy](db) {
		same("policy ", p.Using)
	}
}

var (
	// The server keeps the type that a constant had on its way to text or varchar:
	// ('x'::text)::character varying is 'x'::character varying.
	textConstant = regexp.MustCompile(`\(('(?:[^']|'')*')::(?:text|character varying)\)::(text|character varying)`)
	textArray    = regexp.MustCompile(`\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]`)
)

// oneSpelling undoes what tells two texts of the server apart that are the same constants.
func oneSpelling(text string) string {
	text = textConstant.ReplaceAllString(text, "$1::$2")
	return textArray.ReplaceAllStringFunc(text, func(array string) string {
		array = strings.TrimSuffix(strings.TrimPrefix(array, "("), ")::text[]")
		return strings.ReplaceAll(array, "'::character varying", "'::text")
	})
}

// calledByName reports whether a text calls a function that the server prints in the
// syntax of the standard where the author used that: timezone('utc', x) for x AT TIME
// ZONE 'utc'. They are the same call.
func calledByName(text string) bool {
	for _, name := range []string{"timezone(", "btrim(", "ltrim(", "rtrim(", "overlay(", "substring(", "normalize(", "like_escape("} {
		if strings.Contains(text, name) || strings.Contains(text, `"`+strings.TrimSuffix(name, "(")+`"(`) {
			return true
		}
	}
	return false
}

// isFolded reports whether the server may find that an expression is immutable only
// because it works out a part of it beforehand.
func isFolded(sql string) bool {
	return (strings.Contains(sql, "CASE") || strings.Contains(sql, "COALESCE") || strings.Contains(sql, "fi(")) &&
		(strings.Contains(sql, "CREATE INDEX") || strings.Contains(sql, "GENERATED"))
}
