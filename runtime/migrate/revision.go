package migrate

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Revision is one revision file.
type Revision struct {
	// ID names the revision; the file is called ID + ".sql".
	ID string
	// Parents are the revisions that this one follows; none for a base, several
	// for a merge.
	Parents []string
	// Labels name the branch that starts here.
	Labels []string
	// DependsOn are revisions of other branches that must be applied before.
	DependsOn []string
	// Message is the text of the head of the file.
	Message string
	// Up and Down are the steps of both directions, in order.
	Up, Down []Step
	// HasDown says that the file has a down section, even an empty one. A
	// revision without it cannot be undone.
	HasDown bool
	// File is the name under which messages show the file.
	File string
	// Checksum is the checksum over the meaning of the file, as pgen.sum has it;
	// "" when it is not known.
	Checksum string
	// header is where the names in the head of the file stand.
	header header
}

// Step is what is sent to the server at once: a transaction, or one statement
// outside of one.
type Step struct {
	// SQL is the text of the step.
	SQL string
	// Line is the line of the file, from 1, on which SQL starts.
	Line int
	// NoTransaction makes the step one statement outside a transaction.
	NoTransaction bool
	// Role is the role that the step asks for: "" for the default, "admin" for
	// the privileged role, or a name that Config.Roles knows.
	Role string
	// LockTimeout and StatementTimeout override the settings of the run; nil
	// keeps them, zero switches the timeout off.
	LockTimeout, StatementTimeout *time.Duration
	// Loses names what cannot be brought back once the step has run, such as
	// "employees.salary". A downgrade with such a step must be allowed.
	Loses []string
	// Function names the Go function that runs instead of SQL.
	Function string
}

// hash identifies the text of a step in the journal, so that an unfinished
// revision may be repaired in the steps that have not run, and only there.
func (s Step) hash() string {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(s.SQL, "\r\n", "\n") + "\x00" + s.Function))
	return hex.EncodeToString(sum[:8])
}
