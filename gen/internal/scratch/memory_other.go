//go:build !linux

package scratch

// memoryFolders returns nothing: the system has no folder in memory to rely on.
func memoryFolders() []string { return nil }
