defmodule Web.MixProject do
  defp deps do
    [
      {:core, in_umbrella: true},
      {:plug, "~> 1.3"}
    ]
  end
end
