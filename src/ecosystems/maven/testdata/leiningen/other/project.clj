(ns not.a.project)
