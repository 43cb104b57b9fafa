import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes out what javac leaves to the JVM to make at every start, and no cache keeps, or only one whose classes are all loaded at
 * start: lambdas, {@code toString}, {@code hashCode} and {@code equals} of records, texts put together, and the choice of a case by
 * class. They do the same, to the letter and the number.
 */
final class PlainCode {
    private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final int FLAGS = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private final ClassModel model;
    private final ClassDesc owner;
    private final boolean isInterface;
    private final List<Consumer<ClassBuilder>> methods = new ArrayList<>();
    private final ClassFile files;
    /** Before Java 11 there are no nests, and what is private could not be called. */
    private final boolean withLambdas;
    /** In the order of their first calls. */
    private final Map<PlainLambda.Kind, PlainLambda> lambdas = new LinkedHashMap<>();

    /** A class, and the classes of its lambdas by their names; they are to be members of the nest of the host. */
    record Result(byte[] changed, String host, SortedMap<String, byte[]> lambdas) {}

    private PlainCode(ClassModel model, ClassFile files, boolean withLambdas) {
        this.withLambdas = withLambdas && model.majorVersion() >= ClassFile.JAVA_11_VERSION;
        this.model = model;
        this.files = files;
        this.owner = model.thisClass().asSymbol();
        this.isInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
    }

    /** @param withLambdas whether they are written out as well */
    static Result of(byte[] bytes, ClassHierarchyResolver hierarchy, boolean withLambdas) {
        ClassFile files = files(hierarchy);
        PlainCode code = new PlainCode(files.parse(bytes), files, withLambdas);
        CodeTransform calls = (builder, element) -> {
            Optional<Consumer<CodeBuilder>> body =
                    element instanceof InvokeDynamicInstruction call ? code.body(call) : Optional.empty();
            if (body.isPresent()) code.call(builder, ((InvokeDynamicInstruction) element).typeSymbol(), body.get());
            else builder.with(element);
        };
        ClassTransform all = ClassTransform.transformingMethodBodies(calls).andThen(new ClassTransform() {
            @Override
            public void accept(ClassBuilder builder, ClassElement element) {
                builder.with(element);
            }

            @Override
            public void atEnd(ClassBuilder builder) {
                code.methods.forEach(method -> method.accept(builder));
            }
        });
        byte[] changed = files.transformClass(code.model, all);
        SortedMap<String, byte[]> lambdas = new TreeMap<>();
        for (PlainLambda lambda : code.lambdas.values())
            lambdas.put(internalName(lambda.name()), lambda.bytes(code.host(), files));
        return new Result(changed, internalName(code.host()), lambdas);
    }

    /** With more members of its nest. */
    static byte[] withNestMembers(byte[] bytes, Collection<String> added, ClassHierarchyResolver hierarchy) {
        ClassFile files = files(hierarchy);
        ClassModel model = files.parse(bytes);
        List<ClassDesc> members = new ArrayList<>();
        model.findAttribute(Attributes.nestMembers())
                .ifPresent(nest -> nest.nestMembers().forEach(member -> members.add(member.asSymbol())));
        added.forEach(member -> members.add(ClassDesc.ofInternalName(member)));
        return files.transformClass(
                model,
                ClassTransform.dropping(element -> element instanceof NestMembersAttribute)
                        .andThen(ClassTransform.endHandler(
                                builder -> builder.with(NestMembersAttribute.ofSymbols(members)))));
    }

    private static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private ClassDesc host() {
        return model.findAttribute(Attributes.nestHost())
                .map(nest -> nest.nestHost().asSymbol())
                .orElse(owner);
    }

    private static ClassFile files(ClassHierarchyResolver hierarchy) {
        return ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(hierarchy),
                ClassFile.DebugElementsOption.DROP_DEBUG,
                ClassFile.ConstantPoolSharingOption.NEW_POOL);
    }

    private void call(CodeBuilder builder, MethodTypeDesc type, Consumer<CodeBuilder> body) {
        String name = "plain$" + methods.size();
        methods.add(b -> b.withMethodBody(name, type, FLAGS, body));
        builder.invokestatic(owner, name, type, isInterface);
    }

    /** Empty: it stays what it is. */
    private Optional<Consumer<CodeBuilder>> body(InvokeDynamicInstruction call) {
        String bootstrap = call.bootstrapMethod().owner().displayName() + "." + call.bootstrapMethod().methodName();
        List<ConstantDesc> arguments = call.bootstrapArgs();
        return switch (bootstrap) {
            case "SwitchBootstraps.typeSwitch" -> choice(call.typeSymbol().parameterType(0), arguments);
            case "ObjectMethods.bootstrap" -> Optional.of(ofRecord(call.name().stringValue(), arguments));
            case "StringConcatFactory.makeConcatWithConstants" -> Optional.of(joined(call.typeSymbol(), arguments));
            case "LambdaMetafactory.metafactory" -> lambda(call);
            default -> Optional.empty();
        };
    }

    private Optional<Consumer<CodeBuilder>> lambda(InvokeDynamicInstruction call) {
        if (!withLambdas || PlainLambda.isPrivileged(owner, call)) return Optional.empty();
        PlainLambda lambda = lambdas.computeIfAbsent(
                PlainLambda.Kind.of(call),
                kind -> new PlainLambda(
                        ClassDesc.ofInternalName(internalName(owner) + "$$Plain" + lambdas.size()), kind));
        return Optional.of(lambda.add(call));
    }

    private static Consumer<CodeBuilder> joined(MethodTypeDesc type, List<ConstantDesc> arguments) {
        return code -> {
            begin(code);
            int argument = 0;
            int constant = 1;
            // An argument is character 1, a constant is character 2, all else is text.
            for (String part : ((String) arguments.getFirst()).split("(?<=[\1\2])|(?=[\1\2])", -1)) {
                if (part.isEmpty()) continue;
                if (part.equals("\1")) {
                    ClassDesc of = type.parameterType(argument);
                    append(code.loadLocal(TypeKind.from(of), code.parameterSlot(argument++)), of);
                } else if (part.equals("\2")) append(code.loadConstant(arguments.get(constant++)), CD_Object);
                else append(code.loadConstant(part), CD_String);
            }
            end(code);
        };
    }

    private static void begin(CodeBuilder code) {
        code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", MethodTypeDesc.of(ClassDesc.ofDescriptor("V")));
    }

    private static void end(CodeBuilder code) {
        code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String)).areturn();
    }

    private static Optional<Consumer<CodeBuilder>> choice(ClassDesc chosen, List<ConstantDesc> cases) {
        boolean classes = !chosen.isPrimitive()
                && cases.stream().allMatch(c -> c instanceof ClassDesc type && !type.isPrimitive() || c instanceof String);
        if (!classes) return Optional.empty();
        return Optional.of(code -> {
            Label some = code.newLabel();
            code.aload(0).ifnonnull(some).iconst_m1().ireturn().labelBinding(some);
            for (int i = 0; i < cases.size(); i++) {
                Label next = code.newLabel();
                // From the second argument on: the cases before it were tried, and their conditions were not met.
                code.iload(1).loadConstant(i).if_icmpgt(next);
                if (cases.get(i) instanceof ClassDesc type) code.aload(0).instanceOf(type);
                else
                    code.loadConstant((String) cases.get(i))
                            .aload(0)
                            .invokevirtual(CD_String, "equals", MethodTypeDesc.of(CD_boolean, CD_Object));
                code.ifeq(next).loadConstant(i).ireturn().labelBinding(next);
            }
            code.loadConstant(cases.size()).ireturn();
        });
    }

    /** A component of a record. */
    private record Component(String name, ClassDesc type) {}

    private Consumer<CodeBuilder> ofRecord(String method, List<ConstantDesc> arguments) {
        List<Component> components = arguments.stream()
                .skip(2)
                .map(DirectMethodHandleDesc.class::cast)
                .map(getter -> new Component(getter.methodName(), getter.invocationType().returnType()))
                .toList();
        return switch (method) {
            case "toString" -> code -> text(code, components);
            case "hashCode" -> code -> hash(code, components);
            case "equals" -> code -> equality(code, components);
            default -> throw new IllegalArgumentException(method);
        };
    }

    private void text(CodeBuilder code, List<Component> components) {
        begin(code);
        String before = simpleName() + "[";
        for (Component component : components) {
            append(code.loadConstant(before + component.name() + "="), CD_String);
            append(code.aload(0).getfield(owner, component.name(), component.type()), component.type());
            before = ", ";
        }
        append(code.loadConstant(components.isEmpty() ? before + "]" : "]"), CD_String);
        end(code);
    }

    private static void append(CodeBuilder code, ClassDesc type) {
        ClassDesc as = CD_Object;
        if (type.equals(CD_String)) as = CD_String;
        else if (type.isPrimitive()) as = "BS".contains(type.descriptorString()) ? CD_int : type;
        code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, as));
    }

    private String simpleName() {
        return model.findAttribute(Attributes.innerClasses()).stream()
                .flatMap(inner -> inner.classes().stream())
                .filter(inner -> inner.innerClass().asSymbol().equals(owner))
                .flatMap(inner -> inner.innerName().stream())
                .map(name -> name.stringValue())
                .findFirst()
                .orElse(owner.displayName());
    }

    private void hash(CodeBuilder code, List<Component> components) {
        code.iconst_0();
        for (Component component : components) {
            ClassDesc type = component.type();
            code.loadConstant(31).imul().aload(0).getfield(owner, component.name(), type);
            if (type.isPrimitive()) code.invokestatic(boxed(type), "hashCode", MethodTypeDesc.of(CD_int, type));
            else code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
            code.iadd();
        }
        code.ireturn();
    }

    private void equality(CodeBuilder code, List<Component> components) {
        Label other = code.newLabel();
        Label differ = code.newLabel();
        code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
        code.aload(1).instanceOf(owner).ifeq(differ).aload(1).checkcast(owner).astore(2);
        for (Component component : components) {
            ClassDesc type = component.type();
            code.aload(0).getfield(owner, component.name(), type).aload(2).getfield(owner, component.name(), type);
            if (!type.isPrimitive())
                code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object)).ifeq(differ);
            else if (TypeKind.from(type).asLoadable() == TypeKind.INT) code.if_icmpne(differ);
            else code.invokestatic(boxed(type), "compare", MethodTypeDesc.of(CD_int, type, type)).ifne(differ);
        }
        code.iconst_1().ireturn().labelBinding(differ).iconst_0().ireturn();
    }

    private static ClassDesc boxed(ClassDesc primitive) {
        String name = Stream.of(
                        Boolean.class, Byte.class, Character.class, Short.class, Integer.class, Long.class, Float.class, Double.class)
                .filter(box -> java.lang.invoke.MethodType.methodType(box).unwrap().returnType().descriptorString()
                        .equals(primitive.descriptorString()))
                .findFirst()
                .orElseThrow()
                .getName();
        return ClassDesc.of(name);
    }
}
