module example.com/conflict

go 1.20

require (
<<<<<<< HEAD
	golang.org/x/net v0.17.0
=======
	golang.org/x/net v0.23.0
>>>>>>> upgrade
)
