package schema

// Tie says that an object goes when one of some extensions does: ALTER ... DEPENDS ON
// EXTENSION. Functions, procedures, triggers, materialized views and indexes can have
// one.
type Tie struct {
	Header
	// Extensions are the names of the extensions, sorted.
	Extensions []string
}

// Refs returns the extensions.
func (t Tie) Refs() []ID {
	out := make([]ID, len(t.Extensions))
	for i, name := range t.Extensions {
		out[i] = ID{Kind: KindExtension, Name: name}
	}
	return out
}

// Renamed implements [Object].
func (t Tie) Renamed(f func(ID) ID) Object {
	if next := f(t.ID); next.Kind == KindTie && next != t.ID {
		t.ID = next // the index of a key moves with the key
		return t
	}
	t.ID = f(t.ID.Parent()).Tie()
	return t
}
