package canon

import (
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Scope says what the names in an expression can refer to.
type Scope struct {
	// DB is the model known so far.
	DB *schema.Database
	// SearchPath lists schemas; pg_catalog is searched first unless it is in the list.
	SearchPath []string
	// Relation is the table, view or composite type whose columns are visible
	// without a table name; may be zero.
	Relation schema.ID
	// Value is the type of VALUE in the check of a domain; zero elsewhere.
	Value schema.Type
	// Args are the parameters of the SQL function whose body is read; nil where no
	// parameter can stand.
	Args []schema.Argument
	// NewOld makes NEW.x and OLD.x of Relation visible, for conditions of triggers and
	// for rules.
	NewOld bool
	// RuleWhere is the event of the rule ("insert", "update", "delete", "select") whose
	// condition is read, where only the rows of that event are visible, and their
	// columns without NEW or OLD too.
	RuleWhere string
	// Target is the type that an expression made with [ExprAs] is assigned to. Only
	// the two Rename functions read it.
	Target schema.Type
	// Clause is where an author's text stands; zero judges nothing.
	Clause Clause
	// Assume is told of a known extension that brings what a name stands for when the
	// model has neither; it may put the extension into DB. nil assumes nothing.
	Assume func(need Need)
	// Endless is asked about each view that a query which runs reads, nil if none can
	// read itself.
	Endless func(view schema.ID) bool
	// Guessed is asked about a relation of which [Judge] knows too little: one that may
	// be there, or whose columns are a guess. nil knows all.
	Guessed func(schemaName, name string) bool
	// Seen is where [Judge] keeps what it finds out about tables, nil for nowhere.
	Seen *Seen
}

// Need is a name that only an extension can have brought.
type Need struct {
	// Extension brings it, What is "type hstore" or "function similarity()".
	Extension, What string
	// Schema is the one that the name was written with, or "".
	Schema string
	// Location is the byte offset of the name.
	Location int
}

// Error is a name that nobody defined, or text that has no canonical form.
type Error struct {
	// SQLState is the code that PostgreSQL gives ("42704" for an unknown type).
	SQLState string
	Message  string
	Hint     string
	// Location is the byte offset in the parsed text, -1 when it is not known.
	Location int
}

// Error returns the message with its hint.
func (e *Error) Error() string {
	msg := e.Message
	if e.SQLState != "" {
		msg += " (SQLSTATE " + e.SQLState + ")"
	}
	if e.Hint != "" {
		msg += "; " + e.Hint
	}
	return msg
}
