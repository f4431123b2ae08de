package migrate

import (
	"context"
	"log/slog"
	"time"
)

// Direction is up or down.
type Direction string

// The directions of a run.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// EventKind says what happened.
type EventKind string

// The events of a run, in the order in which they come for a revision.
const (
	// LockWaiting: another run holds the migration lock.
	LockWaiting EventKind = "lock-waiting"
	// RevisionStarted: the first step that is left begins.
	RevisionStarted EventKind = "revision-started"
	// StepWaiting: the step waits for the locks of Event.Blockers.
	StepWaiting EventKind = "step-waiting"
	// StepProgress: the step is building an index and is at Event.Phase.
	StepProgress EventKind = "step-progress"
	// StepRetried: the step did not get its locks and is tried again.
	StepRetried EventKind = "step-retried"
	// StepRepaired: what an interrupted step had left was removed.
	StepRepaired EventKind = "step-repaired"
	// StepDone: the step has been applied.
	StepDone EventKind = "step-done"
	// StepSkipped: an interrupted step turned out to be complete.
	StepSkipped EventKind = "step-skipped"
	// RevisionDone: the revision is applied or undone.
	RevisionDone EventKind = "revision-done"
)

// Event tells the progress of a run.
type Event struct {
	Kind      EventKind
	Direction Direction
	Revision  string
	// Step counts from 1, Steps is how many there are; both are zero for events
	// of the whole revision.
	Step, Steps int
	Attempt     int
	Elapsed     time.Duration
	Blockers    []Blocker
	// Phase is what the server says it is doing, such as "building index: scanning
	// table"; Done of Total blocks, rows or lockers are behind it, both zero for
	// phases that do not count.
	Phase       string
	Done, Total int64
	Err         error
	Detail      string
}

// report passes an event to the logger and to the caller.
func (m *Migrator) report(ctx context.Context, e Event) {
	attrs := []slog.Attr{slog.String("revision", e.Revision), slog.String("direction", string(e.Direction))}
	if e.Step > 0 {
		attrs = append(attrs, slog.Int("step", e.Step), slog.Int("steps", e.Steps))
	}
	if e.Elapsed > 0 {
		attrs = append(attrs, slog.Duration("elapsed", e.Elapsed))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	if e.Phase != "" {
		attrs = append(attrs, slog.String("phase", e.Phase), slog.Int64("done", e.Done), slog.Int64("total", e.Total))
	}
	if e.Detail != "" {
		attrs = append(attrs, slog.String("detail", e.Detail))
	}
	for _, b := range e.Blockers {
		attrs = append(attrs, slog.String("blocker", b.String()))
	}
	m.cfg.Logger.LogAttrs(ctx, slog.LevelInfo, "pgen "+string(e.Kind), attrs...)
	if m.cfg.Progress != nil {
		m.emit.Lock()
		defer m.emit.Unlock()
		m.cfg.Progress(e)
	}
}

// event starts an event about the step at hand.
func (w work) event(kind EventKind) Event {
	return Event{Kind: kind, Direction: w.direction, Revision: w.rev.ID, Step: min(w.index+1, len(w.steps)), Steps: len(w.steps)}
}
