package plan

import (
	"github.com/pgen-go/pgen/gen/internal/pgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Options steer [Build]. The zero value plans safe shapes and refuses to lose data.
type Options struct {
	// Offline plans the plain forms, for a maintenance window without traffic.
	Offline bool
	// AllowDrop allows actions that lose data; without it each is an error diagnostic.
	AllowDrop bool
	// Printer writes the statements.
	Printer pgsql.Printer
}

// Plan is the way from one database to another.
type Plan struct{ Steps []Step }

// Step is a list of actions in one transaction, or, if Transaction is false, one
// action outside of any.
type Step struct {
	Transaction bool
	Actions     []Action
}

// TxMode is how an action stands to transactions.
type TxMode uint8

// The modes. InTx shares a transaction with its neighbours; OwnTx is alone in one,
// because it works for long; OutsideTx cannot run in a transaction; the effect of
// CommitAfter can be used only after a commit.
const (
	InTx TxMode = iota
	OwnTx
	OutsideTx
	CommitAfter
)

// LockLevel is a lock mode of PostgreSQL, "" for none that matters.
type LockLevel string

// The lock levels that plans name.
const (
	AccessExclusive      LockLevel = "ACCESS EXCLUSIVE"
	ShareRowExclusive    LockLevel = "SHARE ROW EXCLUSIVE"
	Share                LockLevel = "SHARE"
	ShareUpdateExclusive LockLevel = "SHARE UPDATE EXCLUSIVE"
)

// Lock is the strongest lock that an action takes on an existing relation.
type Lock struct {
	Level    LockLevel
	Relation schema.ID
}

// HazardKind names what can go wrong; it is stable, for programs.
type HazardKind string

// The kinds of hazards.
const (
	DataLoss            HazardKind = "data-loss"
	Rewrite             HazardKind = "rewrite"
	ScanUnderLock       HazardKind = "scan-under-lock"
	MayFailOnData       HazardKind = "may-fail-on-data"
	BreaksOldCode       HazardKind = "breaks-old-code"
	CommitBoundary      HazardKind = "commit-boundary"
	NonTransactional    HazardKind = "non-transactional"
	UntrackedDependency HazardKind = "untracked-dependency"
	LosesAccess         HazardKind = "loses-access"
)

// Hazard is one thing that can go wrong with an action.
type Hazard struct {
	Kind    HazardKind
	Message string
}

// Action is one statement with all that is known about it.
type Action struct {
	// SQL is the statement without semicolon.
	SQL string
	// Comment says in a few words why the statement is there; "" when it is plain.
	Comment string
	// ID is the object that the action is about.
	ID              schema.ID
	Lock            Lock
	Rewrites, Scans bool
	Hazards         []Hazard
	// Produces and Destroys are the objects that come and go with the statement;
	// Alters are those that it changes in place. Requires are objects that must be
	// there in their wanted form, Releases those that it stops using.
	Produces, Requires, Alters, Releases, Destroys []schema.ID
	Mode                                           TxMode
	// waits are objects that are better made before, where nothing speaks against it;
	// retypes is true for a change of a column's type.
	waits   []schema.ID
	retypes bool
	// aside is true for what makes room for a replaced type and makes the new one: a
	// column may leave the old type later. cleans is true for the drop of the old type,
	// for which nobody waits.
	aside, cleans bool
	// attaches is the table that becomes a partition: what it is to lose goes before,
	// because later it would be the parent's to drop.
	attaches schema.ID
	// phase orders actions that nothing else orders, seq repeats the order of making.
	phase phase
	seq   int
}

// Actions returns the actions of all steps in order.
func (p *Plan) Actions() []Action {
	var out []Action
	for _, s := range p.Steps {
		out = append(out, s.Actions...)
	}
	return out
}

// Empty reports whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 }

// LosesData returns the actions after which data is gone for good.
func (p *Plan) LosesData() []Action {
	var out []Action
	for _, a := range p.Actions() {
		for _, h := range a.Hazards {
			if h.Kind == DataLoss {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// phase is the tie-break between actions without an order of their own: it keeps
// a plan readable.
type phase uint8

const (
	phaseRename phase = iota
	phaseRelease
	phaseDefine
	phaseTable
	phaseColumn
	phaseConstraint
	phaseIndex
	phaseCode
	phaseComment
	phaseDrop
	phaseOwner
	phaseGrant
	phaseDefaults
)
