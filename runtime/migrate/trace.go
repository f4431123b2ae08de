package migrate

import "context"

// Tracer is told where runs, revisions and steps begin and end, one inside the
// other. With OpenTelemetry it takes a few lines:
//
//	type tracer struct{ trace.Tracer }
//
//	func (t tracer) Start(ctx context.Context, s migrate.Span) (context.Context, func(error)) {
//		ctx, span := t.Tracer.Start(ctx, s.Name, trace.WithAttributes(
//			attribute.String("pgen.revision", s.Revision), attribute.Int("pgen.step", s.Step)))
//		return ctx, func(err error) {
//			if err != nil {
//				span.RecordError(err)
//				span.SetStatus(codes.Error, "")
//			}
//			span.End()
//		}
//	}
type Tracer interface {
	// Start begins a span. It returns the context for what happens inside, which
	// hooks and Go functions get, and what to call at the end with the span's
	// error, nil if it went well.
	Start(ctx context.Context, span Span) (context.Context, func(err error))
}

// Span says what a span of a Tracer covers.
type Span struct {
	// Name is "pgen run", "pgen revision" or "pgen step".
	Name      string
	Direction Direction
	// Target is what the run was asked for.
	Target string
	// Revision is empty for the run.
	Revision string
	// Step counts from 1, Steps is how many there are; both are zero for the run
	// and for revisions.
	Step, Steps int
}

// span begins a span if there is a tracer.
func (m *Migrator) span(ctx context.Context, span Span) (context.Context, func(error)) {
	if m.cfg.Tracer == nil {
		return ctx, func(error) {}
	}
	return m.cfg.Tracer.Start(ctx, span)
}
