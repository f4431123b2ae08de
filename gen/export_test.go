package gen

import (
	"context"

	"github.com/pgen-go/pgen/gen/internal/golang"
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
