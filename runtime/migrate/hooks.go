package migrate

import (
	"context"
	"errors"
	"fmt"
)

// Hooks are functions of the service that run around a run and around each of
// its revisions, outside of their transactions. They are not part of the
// journal: a run that is killed does not call those that come after, and the
// next run calls again those that come before, so they must bear being
// repeated. What has to happen exactly once belongs into a step with function=.
// A dry run calls none. Fields may be nil.
type Hooks struct {
	// BeforeRun is called before the first step, when the run holds the migration
	// lock and knows its path; a run with nothing to do does not call it. An error
	// ends the run before anything is done.
	BeforeRun func(ctx context.Context, direction Direction, path []*Revision) error
	// AfterRun is called at the end of each run that has called BeforeRun, with
	// what it did and the error it will return. The context is not cancelled even
	// if the run was. Its own error is joined to that of the run.
	AfterRun func(ctx context.Context, result Result, err error) error
	// BeforeRevision is called before the first step of a revision that is left;
	// an error ends the run there.
	BeforeRevision func(ctx context.Context, direction Direction, rev *Revision) error
	// AfterRevision is called after a revision was applied or undone. An error
	// ends the run; the revision stays as it is.
	AfterRevision func(ctx context.Context, direction Direction, rev *Revision) error
}

// around calls the hooks of one run, each at most once.
type around struct {
	hooks  Hooks
	called bool
}

func (a *around) before(ctx context.Context, direction Direction, path []*Revision) error {
	if a.called {
		return nil
	}
	a.called = true
	if a.hooks.BeforeRun == nil {
		return nil
	}
	if err := a.hooks.BeforeRun(ctx, direction, path); err != nil {
		return fmt.Errorf("the hook before the run failed: %w", err)
	}
	return nil
}

func (a *around) after(ctx context.Context, result Result, err error) error {
	if !a.called || a.hooks.AfterRun == nil {
		return err
	}
	if hookErr := a.hooks.AfterRun(context.WithoutCancel(ctx), result, err); hookErr != nil {
		return errors.Join(err, fmt.Errorf("the hook after the run failed: %w", hookErr))
	}
	return err
}

// ofRevision calls a hook of a revision, which may be nil.
func ofRevision(ctx context.Context, hook func(context.Context, Direction, *Revision) error, when string, direction Direction, rev *Revision) error {
	if hook == nil {
		return nil
	}
	if err := hook(ctx, direction, rev); err != nil {
		return fmt.Errorf("the hook %s revision %s failed: %w", when, rev.ID, err)
	}
	return nil
}
