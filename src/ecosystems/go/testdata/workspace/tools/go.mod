module example.com/acme/tools

go 1.21

require golang.org/x/tools v0.1.0
