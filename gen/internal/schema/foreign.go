package schema

import "strings"

// ForeignDataWrapper is a foreign-data wrapper.
type ForeignDataWrapper struct {
	Header
	// Handler and Validator are functions without their arguments, zero for none.
	// Those of an extension or of pg_catalog are not in the model.
	Handler, Validator ID
	// Options are "name=value"; see [SplitSecrets].
	Options []string
	// Secrets are the names of the options that the model does not hold. They take
	// no part in equality.
	Secrets []string
}

// Refs returns handler and validator.
func (w ForeignDataWrapper) Refs() []ID {
	var refs []ID
	for _, id := range []ID{w.Handler, w.Validator} {
		if !id.IsZero() {
			refs = append(refs, id)
		}
	}
	return refs
}

// Renamed implements [Object].
func (w ForeignDataWrapper) Renamed(f func(ID) ID) Object {
	w.Header, w.Handler, w.Validator = w.Header.renamed(f), f(w.Handler), f(w.Validator)
	return w
}

// Server is a foreign server.
type Server struct {
	Header
	// Wrapper is the foreign-data wrapper, or the extension that brings it.
	Wrapper ID
	// WrapperName is the name of the wrapper.
	WrapperName string
	// Type and ServerVersion are "" where the author names none.
	Type, ServerVersion string
	Options, Secrets    []string
}

// Refs returns the wrapper.
func (s Server) Refs() []ID { return []ID{s.Wrapper} }

// Renamed implements [Object].
func (s Server) Renamed(f func(ID) ID) Object {
	s.Header, s.Wrapper = s.Header.renamed(f), f(s.Wrapper)
	if s.Wrapper.Kind == KindForeignDataWrapper {
		s.WrapperName = s.Wrapper.Name
	}
	return s
}

// UserMapping maps a role to a user of a foreign server. Its ID has the role as
// name ("public" for PUBLIC) and the server as Args.
type UserMapping struct {
	Header
	Options, Secrets []string
}

// NewUserMapping addresses the mapping of a role on a server.
func NewUserMapping(server, role string) ID {
	return ID{Kind: KindUserMapping, Name: role, Args: server}
}

// Server returns the ID of the foreign server.
func (m UserMapping) Server() ID { return ID{Kind: KindServer, Name: m.ID.Args} }

// Refs returns the server.
func (m UserMapping) Refs() []ID { return []ID{m.Server()} }

// Renamed implements [Object]. The server inside the ID follows it.
func (m UserMapping) Renamed(f func(ID) ID) Object {
	server := f(m.Server()).Name
	m.Header = m.Header.renamed(f)
	m.ID.Args = server
	return m
}

// secretWords are parts of the names of options whose values nobody should read in
// a file or a log.
var secretWords = []string{"password", "passwd", "passphrase", "secret", "token", "credential", "api_key", "apikey", "access_key", "private_key"}

// IsSecret reports whether an option of a foreign object of the name holds a secret.
func IsSecret(option string) bool {
	option = strings.ToLower(option)
	for _, word := range secretWords {
		// What says whether a password is needed is none.
		if strings.Contains(option, word) && option != "password_required" {
			return true
		}
	}
	return false
}

// SplitSecrets takes the options with secrets out of a list of "name=value": the
// model keeps their names alone, so that no file, plan or message can show a value.
func SplitSecrets(options []string) (kept, secrets []string) {
	for _, o := range options {
		if name, _, _ := strings.Cut(o, "="); IsSecret(name) {
			secrets = append(secrets, name)
		} else {
			kept = append(kept, o)
		}
	}
	return kept, secrets
}
