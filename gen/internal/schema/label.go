package schema

import (
	"slices"
	"strings"
)

// SecurityLabels are what SECURITY LABEL says about an object, for each provider. What
// they mean is known to the provider alone.
type SecurityLabels struct {
	Header
	// Labels are in the order of the providers.
	Labels []SecurityLabel
}

// SecurityLabel is the label of one provider.
type SecurityLabel struct{ Provider, Text string }

// Refs returns nothing; the object is the parent.
func (l SecurityLabels) Refs() []ID { return nil }

// Renamed implements [Object].
func (l SecurityLabels) Renamed(f func(ID) ID) Object {
	if next := f(l.ID); next.Kind == KindSecurityLabels && next != l.ID {
		l.ID = next
		return l
	}
	l.ID = f(l.ID.Parent()).SecurityLabels()
	return l
}

// Of returns the label of a provider, "" if there is none.
func (l SecurityLabels) Of(provider string) string {
	for _, x := range l.Labels {
		if x.Provider == provider {
			return x.Text
		}
	}
	return ""
}

// With returns the labels with another one of a provider, without one for "".
func (l SecurityLabels) With(provider, text string) SecurityLabels {
	l.Labels = slices.DeleteFunc(slices.Clone(l.Labels), func(x SecurityLabel) bool { return x.Provider == provider })
	if text != "" {
		l.Labels = append(l.Labels, SecurityLabel{provider, text})
	}
	slices.SortFunc(l.Labels, func(a, b SecurityLabel) int { return strings.Compare(a.Provider, b.Provider) })
	return l
}
