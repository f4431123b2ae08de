package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// progress returns what prints a line per revision with its time. On a terminal
// the line is there while the revision runs and is then completed in place;
// elsewhere whole lines are written.
func (s *session) progress() func(migrate.Event) {
	if s.quiet || s.json {
		return nil
	}
	p := &progressLine{s: s}
	return p.event
}

type progressLine struct {
	s    *session
	mu   sync.Mutex
	open bool
}

func (p *progressLine) event(e migrate.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	arrow := map[migrate.Direction]string{migrate.Up: "->", migrate.Down: "<-"}[e.Direction]
	switch e.Kind {
	case migrate.LockWaiting:
		p.line("waiting for another run: %s", e.Detail)
	case migrate.RevisionStarted:
		p.begin("%s %s", arrow, e.Revision)
	case migrate.StepWaiting:
		p.line("   step %d/%d waits for %s", e.Step, e.Steps, blockers(e.Blockers))
	case migrate.StepRetried:
		p.line("   step %d/%d did not get its locks, try %d follows", e.Step, e.Steps, e.Attempt+1)
	case migrate.StepRepaired, migrate.StepSkipped:
		p.line("   step %d/%d: %s", e.Step, e.Steps, e.Detail)
	case migrate.StepProgress:
		p.replace("%s %s  step %d/%d: %s", arrow, e.Revision, e.Step, e.Steps, phase(e))
	case migrate.StepDone:
		if p.s.verbose {
			p.line("   step %d/%d %s", e.Step, e.Steps, e.Elapsed.Round(time.Millisecond))
		}
	case migrate.RevisionDone:
		p.finish("%s %s  %s", arrow, e.Revision, e.Elapsed.Round(time.Millisecond))
	}
}

func blockers(all []migrate.Blocker) string {
	parts := make([]string, len(all))
	for i, b := range all {
		parts[i] = b.String()
	}
	return strings.Join(parts, "; ")
}

// begin shows a line that finish completes, where a terminal can do that.
func (p *progressLine) begin(format string, args ...any) {
	if p.s.term.progress {
		fmt.Fprintf(p.s.term.stderr, format, args...)
		p.open = true
	}
}

// phase says how far the server is with a long step.
func phase(e migrate.Event) string {
	if e.Total == 0 {
		return e.Phase
	}
	return fmt.Sprintf("%s %d%%", e.Phase, e.Done*100/e.Total)
}

// replace shows a line in the place of the open one; only a terminal can.
func (p *progressLine) replace(format string, args ...any) {
	if p.s.term.progress {
		fmt.Fprintf(p.s.term.stderr, clearLine+format, args...)
		p.open = true
	}
}

// clearLine goes back to the line's start and empties it.
const clearLine = "\r\x1b[K"

func (p *progressLine) finish(format string, args ...any) {
	if p.open {
		fmt.Fprint(p.s.term.stderr, clearLine)
	}
	p.open = false
	fmt.Fprintf(p.s.term.stderr, format+"\n", args...)
}

func (p *progressLine) line(format string, args ...any) {
	if p.open {
		fmt.Fprintln(p.s.term.stderr)
	}
	p.open = false
	fmt.Fprintf(p.s.term.stderr, format+"\n", args...)
}
