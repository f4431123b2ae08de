package plpgsql

// Catalog is the model that a block runs against.
type Catalog interface {
	// Rows returns the rows of a catalog relation, such as "pg_class" or
	// "information_schema.columns", and false when it cannot say. [Rows] answers
	// from a schema.Database.
	Rows(relation string) ([]Row, bool)
	// SearchPath returns the schemas in force, pg_catalog left out.
	SearchPath() []string
	// Apply runs the statement. An error with a method SQLState() string can be
	// caught by an EXCEPTION handler of the block; any other ends it.
	Apply(s Statement) error
	// Savepoint marks the present state; rollback goes back to it. It is called at
	// the start of each block that has an EXCEPTION handler.
	Savepoint() (rollback func())
}

// Row maps the columns of a catalog row to their values as text. A column that
// is absent is not known, which is not the same as [Null].
type Row map[string]string

// Others is the column that marks a row as standing for rows that nobody knows. Where
// a condition on it cannot be decided, none of them is taken to meet it.
const Others = "\x00others"

// Null is the value of a column that is NULL.
const Null = "\x00null"

// Statement is one SQL statement that the block runs.
type Statement struct {
	// Text is the statement without its semicolon.
	Text string
	// Start and End are its byte offsets in the file. For an EXECUTE, or when
	// variables were filled in, they are the place of what runs it, and Verbatim
	// is false: offsets in Text are then not offsets in the file.
	Start, End int
	Verbatim   bool
}

// Result is what became of a block.
type Result struct {
	// Decided is false if the effect depends on something that only a server knows.
	// What Statements lists has been applied all the same.
	Decided    bool
	Statements []Statement
	// Why says what could not be decided. Offset is its byte offset in the file and
	// Line its line within the body, from 1.
	Why    string
	Offset int
	Line   int
	// Err is the error of a statement that no handler caught, or of a RAISE
	// EXCEPTION that was reached: the server would refuse the block.
	Err error
}
