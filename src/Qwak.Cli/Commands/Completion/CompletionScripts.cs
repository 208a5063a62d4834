namespace Qwak.Cli.Commands.Completion;

/// <summary>
/// Each script hands the words after the command to <c>qwak "[suggest:POSITION]"</c>, so it never has to change with the commands.
/// </summary>
internal static class CompletionScripts
{
    public const string Bash = """
        _qwak_complete() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" candidates
            line="${line#"${line%%[![:space:]]*}"}"
            case "$line" in *[[:space:]]*) line="${line#*[[:space:]]}" ;; *) return ;; esac
            candidates="$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)"
            mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$word")
            [ "${#COMPREPLY[@]}" -gt 0 ] || compopt -o default
        }
        complete -F _qwak_complete qwak ./qwak
        """;

    public const string Zsh = """
        _qwak_complete() {
            local line="${words[2,CURRENT]}" candidates
            candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a candidates || _files
        }
        compdef _qwak_complete qwak ./qwak
        """;

    public const string Fish = """
        function __qwak_complete
            set -l words (commandline -opc)
            set -l line (string join ' ' -- $words[2..-1] (commandline -ct))
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c qwak -a '(__qwak_complete)'
        """;
}
