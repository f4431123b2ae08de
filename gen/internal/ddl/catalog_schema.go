package ddl

import (
	"slices"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// systemSchema is where the server keeps its own objects. It lets a superuser make
// functions and types there, and move tables into it. They are followed like all others,
// but are no part of the model, as pg_dump leaves them out, too.
const systemSchema = "pg_catalog"

// isSystemSchema reports whether what is in the schema is left out of the model.
func isSystemSchema(name string) bool { return name == systemSchema || name == "information_schema" }

// intoSystem reports that an object goes to a schema that is left out of the model.
func (s *stmt) intoSystem(name string) {
	if isSystemSchema(name) {
		s.system = true
		s.warn(s.placeOf(name), "pgen leaves what is in the schema %s out of the model", name)
	}
}

// judgeSystem gives 42501 for a new relation among those of the server.
func (s *stmt) judgeSystem(target, name string, at int32) error {
	if target != systemSchema {
		return nil
	}
	return hinted(s.fault(at, notPermitted, "permission denied to create %q: system catalog modifications are currently disallowed", dotted(target, name)),
		"create it in another schema")
}

// judgeMove refuses a schema that nothing can be moved into or out of.
func (s *stmt) judgeMove(from, to string) error {
	switch {
	case from == temporarySchema || to == temporarySchema:
		return s.nameFault(to, notSupported, "cannot move objects into or out of temporary schemas")
	case to == "pg_toast":
		return s.nameFault(to, notSupported, "cannot move objects into or out of TOAST schema")
	}
	return nil
}

// dropSystem removes what is in the schemas that are left out of the model. What
// refers to it stays.
func (r *Replay) dropSystem() {
	if !r.system {
		return
	}
	var gone []schema.ID
	for o := range r.db.All() {
		if id := o.Address(); isSystemSchema(id.Schema) && r.db.Owner(id).IsZero() {
			gone = append(gone, id)
		}
	}
	for i := 0; i < len(gone); i++ {
		gone = append(gone, r.db.Parts(gone[i])...)
		if gone[i].Kind == schema.KindView || gone[i].Kind == schema.KindMaterializedView || gone[i].Kind == schema.KindComposite {
			gone = append(gone, r.columnAttachments(gone[i])...)
		}
	}
	for _, id := range slices.Backward(gone) {
		r.db.Delete(id)
	}
}
