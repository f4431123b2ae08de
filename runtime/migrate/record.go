package migrate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// The codes with which the guards of a step refuse.
const (
	codeBusy  = "PGEN1" // another run is in a step
	codeMoved = "PGEN2" // the journal is not where this run thinks
	codeEnded = "PGEN3" // the step ended its own transaction
)

// codeNewValue is the server's for the use of an enum value before its commit.
const codeNewValue = "55P04"

// refuse is an expression that fails when it is evaluated: a cast that cannot
// be. It costs less than a DO block, of which every step would need several.
// concat keeps the planner from evaluating it beforehand.
func (s *session) refuse(code, message string) string {
	return "pg_catalog.concat(" + literal(s.refusal(code)+message) + ")::pg_catalog.int4"
}

func (s *session) refusal(code string) string { return code + " " + s.run + ": " }

// translate gives the error of refuse its code and message.
func (s *session) translate(err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "22P02" {
		return err
	}
	for _, code := range []string{codeBusy, codeMoved, codeEnded} {
		if _, message, ok := strings.Cut(pg.Message, `"`+s.refusal(code)); ok {
			return &pgconn.PgError{Severity: pg.Severity, Code: code, Message: strings.TrimSuffix(message, `"`)}
		}
	}
	return err
}

// work is one step of one revision, as the journal sees it.
type work struct {
	rev       *Revision
	direction Direction
	steps     []Step
	index     int
	// fresh says that there was no row of the revision when the plan was made.
	fresh bool
}

// step is the step at hand. There is none in a revision without steps, and in
// one whose file was cut down to the steps that an earlier run had done.
func (w work) step() Step {
	if w.index < len(w.steps) {
		return w.steps[w.index]
	}
	return Step{}
}

func (w work) empty() bool { return w.index >= len(w.steps) }
func (w work) last() bool  { return w.index >= len(w.steps)-1 }

// begin opens a transaction of the journal: settings, then the guard.
func (s *session) begin(lockTimeout, statementTimeout time.Duration) string {
	return s.start(s.settings(lockTimeout, statementTimeout))
}

// start opens a transaction, sets what the settings say, and fails with codeBusy
// if another run is in a step. One statement costs less than a SET for each.
func (s *session) start(settings string) string {
	return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\nSELECT " + settings +
		",\n\tCASE WHEN pg_catalog.pg_try_advisory_xact_lock(" + strconv.FormatInt(s.stepKey, 10) + ") THEN 0 ELSE " +
		s.refuse(codeBusy, "another run is at work") + " END;\n"
}

// settings are the expressions that set up a transaction of the run.
func (s *session) settings(lockTimeout, statementTimeout time.Duration) string {
	settings := setting("application_name", literal(s.application()+" "+s.run)) +
		", " + setting("lock_timeout", milliseconds(lockTimeout)) +
		", " + setting("statement_timeout", milliseconds(statementTimeout))
	if s.limitsTransactions() {
		settings += ", " + setting("transaction_timeout", "'0'")
	}
	if s.searchPath != "" {
		settings += ", " + setting("search_path", literal(s.searchPath))
	}
	if s.checksClient {
		settings += ", " + setting("client_connection_check_interval", "'500ms'")
	}
	return settings
}

// limitsTransactions reports whether the server has transaction_timeout, which a role
// may have for its everyday work and which would end a long step again and again.
func (s *session) limitsTransactions() bool {
	if s.conn == nil {
		return false
	}
	version := s.conn.PgConn().ParameterStatus("server_version")
	major, _ := strconv.Atoi(version[:digits(version)])
	return major >= 17
}

func setting(name, value string) string {
	return "pg_catalog.set_config('" + name + "', " + value + ", true)"
}

// forget drops the temporary tables of a revision at its end. They would hide tables
// of their names from the revisions that follow in the same run, and from the other
// clients of a pooler.
func (w work) forget() string {
	if w.last() && slices.ContainsFunc(w.steps, func(step Step) bool { return anyPhrase(step.SQL, phrase.makesTemporary) }) {
		return "DISCARD TEMP;\n"
	}
	return ""
}

// before is the condition under which a row, called r, says that the step at
// hand is the next one.
func (w work) before() string {
	switch {
	case w.index > 0:
		return "r.finished_at IS NULL AND r.direction = " + literal(string(w.direction)) + " AND pg_catalog.cardinality(r.steps) = " + strconv.Itoa(w.index)
	case w.direction == Up:
		return "r.finished_at IS NULL AND r.direction = 'up' AND r.steps = '{}'"
	}
	return "(r.finished_at IS NOT NULL OR r.direction = 'down' AND r.steps = '{}')"
}

// next is before for a row that was read, nil if there is none.
func (w work) next(row *Row) bool {
	switch {
	case row == nil:
		return w.index == 0 && w.direction == Up
	case w.index == 0 && w.direction == Down && row.Finished:
		return true
	}
	return !row.Finished && row.Direction == w.direction && row.StepsDone == w.index
}

// expect fails with codeMoved unless the journal says that the step at hand is
// the next one. It is a statement after start, because it must see what was
// committed before the guard let this run in.
func (s *session) expect(w work) string {
	row := "EXISTS (SELECT FROM " + s.table + " AS r WHERE r.id = " + literal(w.rev.ID) + " AND "
	switch {
	case w.index == 0 && w.direction == Up:
		row = "NOT " + row + "NOT (" + w.before() + "))"
	default:
		row += w.before() + ")"
	}
	return "SELECT CASE WHEN " + row + " THEN 0 ELSE " + s.refuse(codeMoved, w.movedMessage()) + " END;\n"
}

func (w work) movedMessage() string {
	return "the journal of " + w.rev.ID + " was changed by another run"
}

// claim moves the journal to "this step has begun", for a step outside a
// transaction.
func (s *session) claim(w work) string {
	if w.index == 0 && w.direction == Up {
		return s.must(w, s.upsert(w, "'{}'", true), "")
	}
	steps := "r.steps"
	if w.index == 0 {
		steps = "'{}'"
	}
	return s.must(w, s.update(w, steps, true)+w.before(), "")
}

// finish moves the journal to "this step is done": from where claim left it, or
// in one go for a step whose transaction this is. A condition that is not empty
// refuses with codeEnded when it holds.
func (s *session) finish(w work, claimed bool, ended string) string {
	done := "'{}'::text[]"
	if !w.empty() {
		done = arrayLiteral([]string{w.step().hash()})
	}
	if w.index > 0 {
		done = "r.steps || " + done
	}
	where := w.before()
	if claimed {
		where = "r.finished_at IS NULL AND r.direction = " + literal(string(w.direction)) +
			" AND pg_catalog.cardinality(r.steps) = " + strconv.Itoa(w.index) + " AND r.run = " + literal(s.run)
	}
	switch {
	case w.fresh && w.index == 0 && w.direction == Up && !claimed:
		if ended != "" { // in the same statement, as this is what nearly every step does
			done = "CASE WHEN " + ended + " THEN ARRAY[(" + s.refuseEnded() + ")::text] ELSE " + done + " END"
		}
		// A row that another run has made meanwhile is a duplicate key.
		return s.insert(w, done, false) + ";\n"
	case w.last() && w.direction == Down:
		return s.must(w, "DELETE FROM "+s.table+" AS r WHERE r.id = "+literal(w.rev.ID)+" AND "+where, ended)
	case w.index == 0 && w.direction == Up && !claimed:
		return s.must(w, s.upsert(w, done, false), ended)
	}
	return s.must(w, s.update(w, done, false)+where, ended)
}

// must runs a change of the journal and fails with codeMoved if it changed no row.
func (s *session) must(w work, change, ended string) string {
	return s.notEnded(ended) + "WITH changed AS (" + change + " RETURNING 1)\nSELECT CASE WHEN EXISTS (SELECT FROM changed) THEN 0 ELSE " +
		s.refuse(codeMoved, w.movedMessage()) + " END;\n"
}

func (s *session) notEnded(ended string) string {
	if ended == "" {
		return ""
	}
	return "SELECT CASE WHEN " + ended + " THEN " + s.refuseEnded() + " ELSE 0 END;\n"
}

func (s *session) refuseEnded() string {
	return s.refuse(codeEnded, "the step ended its own transaction")
}

// rowColumns are the columns that rowValues fills.
const rowColumns = "id, parents, checksum, message, down, direction, steps, steps_total, running, run"

// downLiteral is the down section as the history table keeps it.
func (w work) downLiteral() string {
	if !w.rev.HasDown {
		return "NULL"
	}
	return literal(formatDown(w.rev.Down))
}

// rowValues writes a new row of the history table.
func (s *session) rowValues(w work, steps string, running bool) string {
	return strings.Join([]string{literal(w.rev.ID), arrayLiteral(w.rev.Parents), literal(w.rev.Checksum), literal(w.rev.Message), w.downLiteral(),
		"'up'", steps, strconv.Itoa(len(w.steps)), strconv.FormatBool(running), literal(s.run)}, ", ")
}

// elapsed is how long a revision took since a time, in milliseconds.
func elapsed(since string) string {
	return "(extract(epoch FROM pg_catalog.clock_timestamp() - " + since + ") * 1000)::bigint"
}

// insert writes the row of a revision whose first step is at hand.
func (s *session) insert(w work, steps string, running bool) string {
	columns, values := rowColumns+", started_at", s.rowValues(w, steps, running)+", pg_catalog.now()"
	if !running && w.last() {
		columns += ", finished_at, duration_ms"
		values += ", pg_catalog.clock_timestamp(), " + elapsed("pg_catalog.now()")
	}
	return "INSERT INTO " + s.table + " AS r (" + columns + ")\nVALUES (" + values + ")"
}

// upsert is insert where a row may be there already, because the step was tried
// before.
func (s *session) upsert(w work, steps string, running bool) string {
	set := ""
	if !running && w.last() {
		set = ", finished_at = EXCLUDED.finished_at, applied_by = EXCLUDED.applied_by, duration_ms = " + elapsed("r.started_at")
	}
	return s.insert(w, steps, running) + "\nON CONFLICT (id) DO UPDATE SET parents = EXCLUDED.parents, checksum = EXCLUDED.checksum, " +
		"message = EXCLUDED.message, down = EXCLUDED.down, steps = EXCLUDED.steps, steps_total = EXCLUDED.steps_total, " +
		"running = EXCLUDED.running, run = EXCLUDED.run" + set + "\nWHERE " + w.before()
}

// update changes the row of the revision, up to the rest of its condition.
func (s *session) update(w work, steps string, running bool) string {
	set := fmt.Sprintf("direction = %s, steps = %s, steps_total = %d, running = %t, run = %s", literal(string(w.direction)), steps, len(w.steps), running, literal(s.run))
	switch {
	case w.direction == Down:
		set += ", finished_at = NULL"
	case !running && w.last():
		set += ", finished_at = pg_catalog.clock_timestamp(), applied_by = session_user, duration_ms = " + elapsed("r.started_at")
	}
	if w.direction == Up { // the file may have been repaired since the first step
		set += ", checksum = " + literal(w.rev.Checksum) + ", down = " + w.downLiteral()
	}
	return "UPDATE " + s.table + " AS r SET " + set + "\nWHERE r.id = " + literal(w.rev.ID) + " AND "
}
