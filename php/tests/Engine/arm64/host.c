// Stands in for PHP on ARM64, for which there is an emulator here and no PHP: asks the host library what comes in.
// host LIBRARY MODULE SHA256 KIND SYMBOLS, then questions and answers, each after its length in four bytes.

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUEL 1000000000
#define MEMORY (64 << 20)

static void *function(void *library, const char *symbols, const char *name) {
    char symbol[100];
    snprintf(symbol, sizeof symbol, "%s%s", symbols, name);
    return dlsym(library, symbol);
}

int main(int count, char **arguments) {
    if (count != 6) return 2;
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
    const char *module = arguments[2], *symbols = arguments[5];
    int32_t (*open)(const char *, size_t, const char *, int32_t, size_t) = function(library, symbols, "open");
    int64_t (*call)(int32_t, const char *, size_t, uint64_t, size_t) = function(library, symbols, "call");
    const uint8_t *(*text)(void) = function(library, symbols, "text");
    size_t (*length)(void) = function(library, symbols, "length");
    int32_t number = open(module, strlen(module), arguments[3], atoi(arguments[4]), MEMORY);
    if (number < 0) return fprintf(stderr, "%.*s\n", (int)length(), (const char *)text()), 1;
    for (uint32_t asked; fread(&asked, 4, 1, stdin) == 1;) {
        char *question = malloc(asked + 1);
        if (fread(question, 1, asked, stdin) != asked) return 2;
        call(number, question, asked, FUEL, MEMORY);
        uint32_t answered = (uint32_t)length();
        fwrite(&answered, 4, 1, stdout);
        fwrite(text(), 1, answered, stdout);
        free(question);
    }
    return 0;
}
