(defproject broken "1.0"
  :dependencies [[org.clojure/clojure "1.8.0"])
