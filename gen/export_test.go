package gen

import (
	"context"

	"github.com/pgen-go/pgen/gen/internal/golang"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// ApplyFile is applyFile, for tests of this folder.
var ApplyFile = applyFile

// RoundTripFrom returns the round-trip test of the code that GenerateFrom makes,
// and the columns for which no value is known.
func (p *Project) RoundTripFrom(ctx context.Context, from string, o GenerateOptions) (OutputFile, []string, error) {
	m, err := p.read(ctx, from, o.Replay)
	if err != nil {
		return OutputFile{}, nil, err
	}
	f, notes, found := golang.RoundTrip(m.db, golang.Options{Package: o.Package, Schema: p.config.Database.Schema})
	return OutputFile{Name: f.Name, Content: f.Content}, notes, found.Err()
}

// OrderOf compares the two orders of two pieces of SQL behind a third one.
func (p *Project) OrderOf(ctx context.Context, base, theirs, ours *source.File) (Commutation, error) {
	from, err := p.replay(ctx, []*source.File{base}, nil, ReplayStatic)
	if err != nil {
		return Commutation{}, err
	}
	return p.order(from.db, side{ids: []string{"theirs"}, files: []*source.File{theirs}}, side{ids: []string{"ours"}, files: []*source.File{ours}}), nil
}
